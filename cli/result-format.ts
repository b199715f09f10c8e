import type { Colors } from 'picocolors/types';
import type { Result } from '../contract/index.js';
import type { RuleBook } from '../report/rule-book.js';

export const RESULT_FORMATS = ['pretty', 'json', 'junit', 'tap'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

/** A result as text; `saved` = where its counterexamples are kept. Only the report that is asked for is loaded. */
export async function renderResult(
  result: Result,
  format: ResultFormat,
  colors: Colors,
  saved: readonly string[] = [],
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../report/json.js')).jsonReport(result);
    case 'tap':
      return (await import('../report/tap.js')).tapReport(result);
    case 'junit':
      return (await import('../report/junit.js')).junitReport(result, await rules());
    case 'pretty':
      return (await import('../report/pretty.js')).prettyReport(result, await rules(), colors, saved);
  }
}

async function rules(): Promise<RuleBook> {
  const { RULES } = await import('../model/index.js');
  return (await import('../report/rule-book.js')).ruleBook(RULES);
}
