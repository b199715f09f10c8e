import { z } from 'zod';
import { PROFILE_IDS, RULE_VERDICTS, RUN_VERDICTS } from './words.js';

const Count = z.number().int().min(0);
const Line = z.number().int().min(1);
const PlaceShape = {
  /** From 1. */
  line: Line,
  /** The start of the line as it stands in the trace; not safe to print. */
  text: z.string(),
};

/** One deviation: the line that it is pointed at, and what was expected there. */
export const TraceFindingSchema = z.strictObject({
  rule: z.string(),
  ...PlaceShape,
  pid: Count,
  fd: Count,
  /** Path of the file; empty if it is not known. */
  path: z.string(),
  allowed: z.array(z.string()).min(1),
  got: z.string(),
  because: z.string(),
  /** Where it shows, when that is another line than the one it is pointed at. */
  shownBy: z.strictObject(PlaceShape).optional(),
});

export const TraceRuleResultSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  verdict: z.enum(RULE_VERDICTS),
  /** How often it was judged, whatever the outcome. */
  judged: Count,
  deviating: Count,
  permitted: Count,
  inconclusive: Count,
  /** Why it could not be judged, how often, and where first. */
  reasons: z.array(z.strictObject({ reason: z.string(), times: Count, line: Line })),
});

/** What one trace showed. */
export const TraceFileResultSchema = z.strictObject({
  /** As it was given; `-` is standard input. */
  file: z.string(),
  verdict: z.enum(RUN_VERDICTS),
  lines: Count,
  /** Lines that are calls which are judged, or on which a judgement depends. */
  events: Count,
  /** Lines that are none of a trace: how many, and the first of them. */
  unknown: z.strictObject({
    lines: Count,
    first: z.array(z.strictObject({ ...PlaceShape, reason: z.string() })),
  }),
  /** Writes to files that returned less than they were asked for. */
  shortWrites: Count,
  /** How often something was given up to keep the memory constant. */
  forgotten: Count,
  rules: z.array(TraceRuleResultSchema),
  /** The first deviations in the order in which they showed; `deviations` counts all. */
  findings: z.array(TraceFindingSchema),
  deviations: Count,
});
export type TraceFileResult = z.infer<typeof TraceFileResultSchema>;

/** `woe.trace-result/1`: what `woe trace` found. */
export const TraceResultSchema = z.strictObject({
  schema: z.literal('woe.trace-result/1'),
  tool: z.strictObject({ name: z.literal('written-or-err'), version: z.string() }),
  profile: z.enum(PROFILE_IDS),
  verdict: z.enum(RUN_VERDICTS),
  files: z.array(TraceFileResultSchema),
});
export type TraceResult = z.infer<typeof TraceResultSchema>;
