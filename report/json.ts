import { LEVELS, type Result, ResultSchema } from '../contract/index.js';

/**
 * A result as JSON. Keys come in the order of the schema, whatever order the result was built in; for a seed and a
 * number of runs the text is the same bytes but for `timing`.
 */
export function jsonReport(result: Result): string {
  const ordered = ResultSchema.parse(result);
  const { byLevel } = ordered.coverage;
  // The one record whose keys are data: zod leaves them as they came.
  const levels = LEVELS.filter((level) => byLevel[level]);
  ordered.coverage.byLevel = Object.fromEntries(levels.map((level) => [level, byLevel[level]]));
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
