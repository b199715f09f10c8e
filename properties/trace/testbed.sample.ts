import type { ProfileId } from '../../contract/index.js';
import type { TraceFileResult } from '../../contract/trace-result.js';
import { checkNdjson } from './index.js';

/** Judges a trace that a test has written down, in lines that must all be understood. */
export function judge(lines: readonly string[], profile?: ProfileId): TraceFileResult {
  const result = check(lines, profile);
  if (result.unknown.lines > 0) throw new Error(result.unknown.first[0].reason);
  return result;
}

function ruleIn({ rules }: TraceFileResult, rule: string): TraceFileResult['rules'][number] {
  const found = rules.find(({ id }) => id === rule);
  if (!found) throw new Error(`no rule is called ${rule}`);
  return found;
}

/** How a rule came out: its verdict, and after it each reason why it could not be judged. */
export function verdictOn(rule: string, lines: readonly string[], profile?: ProfileId): string {
  const { verdict, reasons } = ruleIn(judge(lines, profile), rule);
  return [verdict, ...reasons.map(({ reason }) => reason)].join(': ');
}

/** The deviations, as "rule in line N". */
export const deviations = (lines: readonly string[], profile?: ProfileId): string[] =>
  judge(lines, profile).findings.map(({ rule, line }) => `${rule} in line ${line}`);

/** Lines of one task, as `strace -f` writes them. */
export const by = (pid: number, ...lines: readonly string[]): string[] => lines.map((line) => `${pid} ${line}`);

export const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
export const OLD = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY) = 3';
export const APPEND = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT|O_TRUNC|O_APPEND, 0644) = 3';
export const ABC = 'write(3, "abc", 3) = 3';
export const READ = 'read(3, "", 100) = 0';

/** What is told of a trace, understood or not. */
export const check = (lines: readonly string[], profile?: ProfileId) =>
  checkNdjson(Buffer.from(`${lines.join('\n')}\n`), { profile });

/** How a rule came out, with every deviation as "rule line". */
export const outcome = (lines: readonly string[], rule: string, profile?: ProfileId) => {
  const result = judge(lines, profile);
  const { verdict, reasons } = ruleIn(result, rule);
  const broken = result.findings.map((finding) => `${finding.rule} ${finding.line}`);
  return { verdict, reasons: reasons.map(({ reason }) => reason), broken };
};
