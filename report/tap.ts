import { EXIT_CODES, type Result, type RuleResult } from '../contract/index.js';
import { printableLine } from './printable.js';
import { verdictLine } from './verdict-line.js';

/** A result as TAP 14: a line for each rule and level, and a last one for the run; an interrupted run bails out. */
export function tapReport(result: Result): string {
  const tests = [...result.rules.map((rule) => ruleTest(rule, result)), runTest(result)];
  const lines = tests.flatMap(({ ok, text, details }, i) => [`${ok ? 'ok' : 'not ok'} ${i + 1} - ${text}`, ...details]);
  const bail = result.verdict === 'interrupted' ? [`Bail out! ${description(verdictLine(result))}`] : [];
  return `${['TAP version 14', `1..${tests.length}`, ...lines, ...bail].join('\n')}\n`;
}

interface Test {
  readonly ok: boolean;
  readonly text: string;
  readonly details: readonly string[];
}

function ruleTest(rule: RuleResult, result: Result): Test {
  const skip = rule.verdict === 'not exercised' || rule.verdict === 'inconclusive';
  const directive = skip ? ` # SKIP ${description(`${rule.verdict}: ${rule.reason ?? ''}`)}` : '';
  const ok = rule.verdict !== 'deviate';
  const details = ok ? [] : deviationDetails(rule, result);
  return { ok, text: description(`${rule.level} ${rule.id}`) + directive, details };
}

const runTest = (result: Result): Test => {
  const ok = EXIT_CODES[result.verdict] === 0;
  return {
    ok,
    text: 'run',
    details: ok
      ? []
      : yaml([
          ['verdict', result.verdict],
          ['reasons', result.reasons],
        ]),
  };
};

function deviationDetails(rule: RuleResult, { counterexamples }: Result): string[] {
  const found = counterexamples.find((c) => c.deviation.rule === rule.id && c.scenario.level === rule.level);
  const differences = found?.deviation.differences.flatMap((d): [string, string | string[]][] => [
    [`${d.observable} allowed`, d.allowed],
    [`${d.observable} got`, d.got],
  ]);
  return yaml([['title', rule.title], ...(differences ?? [])]);
}

/** A YAML block of a test; JSON strings are YAML strings. */
function yaml(entries: readonly (readonly [string, string | readonly string[]])[]): string[] {
  const value = (text: string): string => JSON.stringify(printableLine(text));
  return [
    '  ---',
    ...entries.map(([key, v]) => `  ${key}: ${typeof v === 'string' ? value(v) : `[${v.map(value).join(', ')}]`}`),
    '  ...',
  ];
}

/** `#` starts a directive and `\` escapes, so both are escaped. */
const description = (text: string): string => printableLine(text).replace(/[\\#]/g, '\\$&');
