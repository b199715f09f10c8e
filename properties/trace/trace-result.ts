import type { ProfileId, RunVerdict } from '../../contract/index.js';
import type { TraceFileResult, TraceResult } from '../../contract/trace-result.js';
import { TOOL } from '../tool.js';

/** The verdicts on several traces as one. A deviation is one whatever became of the other files. */
const WORST_FIRST: readonly RunVerdict[] = ['deviating', 'could not run', 'conformant'];

/** `interrupted` = not all was read. */
export const traceResult = (
  profile: ProfileId,
  files: readonly TraceFileResult[],
  interrupted = false,
): TraceResult => ({
  schema: 'woe.trace-result/1',
  tool: TOOL,
  profile,
  verdict: interrupted ? 'interrupted' : worstOf(files),
  files: [...files],
});

const worstOf = (files: readonly TraceFileResult[]): RunVerdict =>
  WORST_FIRST.find((verdict) => files.some((file) => file.verdict === verdict)) ?? 'could not run';
