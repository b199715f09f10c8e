export type { TraceFinding, TracePlace } from './finding.js';
export { TraceJudge } from './judge.js';
export type { TraceRuleResult } from './tally.js';
export { TRACE_RULES } from './trace-rules.js';
