import { RULES, type Rule } from '../rules/index.js';

/** The rules that a recorded trace can show kept or broken. */
const IDS = [
  'pwrite-leaves-offset',
  'checks-descriptor-not-writable',
  'checks-zero-length-no-effect',
  'checks-append-wins-over-position',
  'checks-append-at-end',
  'offset-shared-by-dup',
  'offset-follows-count',
  'count-within-request',
  'size-covers-written',
  'truncate-sets-size',
  'lseek-sets-offset',
  'open-starts-at-zero',
  'caller-retries-short-write',
] as const;
export type TraceRuleId = (typeof IDS)[number];

/** The number by which the judge counts a rule. */
export const TRACE_RULE = Object.freeze(Object.fromEntries(IDS.map((id, i) => [id, i]))) as Readonly<
  Record<TraceRuleId, number>
>;

/** Their rows, in the order of their numbers. */
export const TRACE_RULES: readonly Rule[] = IDS.map((id) => {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`no rule is called ${id}`);
  return rule;
});
