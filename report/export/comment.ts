import type { Call, Counterexample } from '../../contract/index.js';
import { callText } from '../call-listing.js';
import { printableLine } from '../printable.js';

/** Text that may come from a target or a foreign file, safe within a block comment of C and of JavaScript. */
export const inComment = (text: string): string =>
  printableLine(text).replaceAll('*/', '* /').replaceAll('/*', '/ *').replaceAll('??/', '? ?/');

/** What was wrong, one line for each difference. */
export const differenceLines = ({ deviation }: Counterexample): string[] =>
  deviation.differences.map(
    ({ observable, allowed, got }) => `${observable}: allowed are only: ${allowed.join(', ')}; got ${got}`,
  );

/** The head of an exported program: what it shows and where it comes from, one line each. */
export function headLines(found: Counterexample): string[] {
  const { scenario, deviation, target, tool } = found;
  return [
    `${deviation.rule}: found on ${target} at ${scenario.level} level, profile ${scenario.profile}.`,
    ...deviation.differences.flatMap(({ observable, got, allowed, because }) => [
      `Call ${deviation.call}: ${observable}: got ${got}; allowed are only:`,
      ...allowed.map((value, i) => `  ${value}${because[i] ? `  ${because[i]}` : ''}`),
    ]),
    'What is allowed is judged by that profile: a storage of another kind may do otherwise, and be right.',
    `Exported by ${tool.name} ${tool.version}.`,
  ].map(inComment);
}

/** A call in C, its own remarks in brackets. */
export const callComment = (call: Call, index: number): string =>
  inComment(`call ${index}: ${callText(call, index).replace(/\/\* (.*?) \*\//g, '($1)')}`);
