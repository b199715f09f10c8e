import type { ProfileId } from '../../contract/index.js';
import type { TraceFileResult } from '../../contract/trace-result.js';
import { checkNdjson } from './index.js';

/** Judges a trace that a test has written down, in lines that must all be understood. */
export function judge(lines: readonly string[], profile?: ProfileId): TraceFileResult {
  const result = checkNdjson(Buffer.from(`${lines.join('\n')}\n`), { profile });
  if (result.unknown.lines > 0) throw new Error(result.unknown.first[0].reason);
  return result;
}

/** How a rule came out: its verdict, and after it each reason why it could not be judged. */
export function verdictOn(rule: string, lines: readonly string[], profile?: ProfileId): string {
  const found = judge(lines, profile).rules.find(({ id }) => id === rule);
  if (!found) throw new Error(`no rule is called ${rule}`);
  return [found.verdict, ...found.reasons.map(({ reason }) => reason)].join(': ');
}

/** The deviations, as "rule in line N". */
export const deviations = (lines: readonly string[], profile?: ProfileId): string[] =>
  judge(lines, profile).findings.map(({ rule, line }) => `${rule} in line ${line}`);

/** Lines of one task, as `strace -f` writes them. */
export const by = (pid: number, ...lines: readonly string[]): string[] => lines.map((line) => `${pid} ${line}`);
