import { z } from 'zod';
import { RetSchema, Bytes, CALLEES } from './scenario.js';
import { DISK_FAULT_KINDS, DISK_OPERATIONS } from './fault.js';

export const SourceSchema = z.union([z.enum(['initial', 'hole', 'other']), z.number().int().min(0)]);

export const ContentRangeSchema = z.strictObject({ from: Bytes, to: Bytes, source: SourceSchema });

/** A callee that the target called at `iter` level, with its arguments and the bdi slot at that moment. */
export const CalleeStepSchema = z.strictObject({
  callee: z.enum(CALLEES),
  args: z.array(z.number().int()),
  bdi: z.enum(['published', 'null', 'other']),
});
export type CalleeStep = z.infer<typeof CalleeStepSchema>;

/** A disk operation at `disk` level: sectors [sector, sector + count), its result, the kind of fault that struck. */
export const DiskStepSchema = z.strictObject({
  op: z.enum([...DISK_OPERATIONS, 'discard']),
  sector: z.number().int().min(0),
  count: z.number().int().min(0),
  ret: RetSchema,
  struck: z.enum(DISK_FAULT_KINDS).nullable(),
});
export type DiskStep = z.infer<typeof DiskStepSchema>;

/** A kernel step as reported by a target with the capability `trace`; its fields are named in steps.ts. */
export const KernelStepSchema = z.looseObject({ fn: z.string(), at: z.string() });

export const CallObservationSchema = z.strictObject({
  /** Index of the call in the scenario. */
  index: z.number().int().min(0),
  call: z.string(),
  ret: RetSchema,
  signal: z.literal('SIGXFSZ').nullable(),
  /** The descriptor's file offset after the call. */
  offset: Bytes.optional(),
  size: Bytes.optional(),
  mode: z.number().int().optional(),
  mtimeMoved: z.boolean().optional(),
  ctimeMoved: z.boolean().optional(),
  capability: z.boolean().optional(),
  /**
   * `iter` level: kiocb.kiPos, the rest of the iov, the bdi slot and the lock after the call. A target may have left the
   * first two below 0; -1 stands for what is no whole number at all.
   */
  kiPos: z.number().int().optional(),
  iovLeft: z.number().int().optional(),
  bdi: z.enum(['published', 'null', 'other']).optional(),
  lock: z.enum(['held', 'touched']).optional(),
  /** false = it called its callees without an end and was stopped; `ret` is no return then. Else absent. */
  returned: z.literal(false).optional(),
  callees: z.array(CalleeStepSchema).optional(),
  disk: z.array(DiskStepSchema).optional(),
  steps: z.array(KernelStepSchema).optional(),
  /** What a read returned, by source. */
  content: z.array(ContentRangeSchema).optional(),
});
export type CallObservation = z.infer<typeof CallObservationSchema>;

export const ObservationSchema = z.strictObject({
  schema: z.literal('woe.observation/1'),
  calls: z.array(CallObservationSchema),
});
export type Observation = z.infer<typeof ObservationSchema>;
