import { z } from 'zod';
import { ERRNO_NAMES, type Errno } from './errno.js';
import { LEVELS, PROFILE_IDS } from './words.js';
import { FaultSchema } from './fault.js';

/** Byte counts and offsets: safe integers. */
export const Bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const RetSchema = z.union([Bytes, z.enum(ERRNO_NAMES as [Errno, ...Errno[]])]);

export const OPEN_FLAGS = [
  'O_RDONLY',
  'O_WRONLY',
  'O_RDWR',
  'O_APPEND',
  'O_DIRECT',
  'O_DSYNC',
  'O_SYNC',
  'O_TRUNC',
] as const;
export type OpenFlag = (typeof OPEN_FLAGS)[number];

/** One element of the vector: `length` bytes are offered, the first `readable` of them can be read without a fault. */
export const SegmentSchema = z
  .strictObject({ length: Bytes, readable: Bytes })
  .refine((s) => s.readable <= s.length, { message: 'readable must not exceed length' });
export type Segment = z.infer<typeof SegmentSchema>;

/**
 * What one callee does at `iter` level when it is called.
 * `ret` is what it returns; it advances the iov by `iovAdvance` and ki_pos by `kiPosAdvance` bytes and, when
 * `sizeAfter` is not null, sets i_size.
 */
export const OutcomeSchema = z.strictObject({
  ret: RetSchema,
  iovAdvance: Bytes,
  kiPosAdvance: Bytes,
  sizeAfter: Bytes.nullable(),
});
export type Outcome = z.infer<typeof OutcomeSchema>;

export const CALLEES = [
  'checks',
  'removePrivs',
  'updateTime',
  'isDax',
  'direct',
  'perform',
  'flush',
  'invalidate',
] as const;
export type Callee = (typeof CALLEES)[number];

/** One outcome per callee; `checks` is consulted only in the era that runs generic_write_checks inside the core. */
export const CalleeScriptSchema = z.strictObject({
  checks: OutcomeSchema.optional(),
  removePrivs: OutcomeSchema,
  updateTime: OutcomeSchema,
  isDax: OutcomeSchema,
  direct: OutcomeSchema,
  perform: OutcomeSchema,
  flush: OutcomeSchema,
  invalidate: OutcomeSchema,
});
export type CalleeScript = z.infer<typeof CalleeScriptSchema>;

/** A descriptor slot of the scenario, not the target's own number. */
const Fd = z.number().int().min(0).max(15);
const Segments = z.array(SegmentSchema).min(1).max(64);
const script = CalleeScriptSchema.optional();

export const CallSchema = z.discriminatedUnion('call', [
  z.strictObject({ call: z.literal('open'), fd: Fd, flags: z.array(z.enum(OPEN_FLAGS)) }),
  z.strictObject({ call: z.literal('write'), fd: Fd, segments: Segments.length(1), script }),
  z.strictObject({ call: z.literal('pwrite'), fd: Fd, segments: Segments.length(1), position: Bytes, script }),
  z.strictObject({ call: z.literal('writev'), fd: Fd, segments: Segments, script }),
  z.strictObject({ call: z.literal('pwritev'), fd: Fd, segments: Segments, position: Bytes, script }),
  z.strictObject({ call: z.literal('read'), fd: Fd, length: Bytes }),
  z.strictObject({ call: z.literal('pread'), fd: Fd, length: Bytes, position: Bytes }),
  z.strictObject({
    call: z.literal('lseek'),
    fd: Fd,
    offset: z.number().int(),
    whence: z.enum(['SEEK_SET', 'SEEK_CUR', 'SEEK_END']),
  }),
  z.strictObject({ call: z.literal('fstat'), fd: Fd }),
  z.strictObject({ call: z.literal('ftruncate'), fd: Fd, length: Bytes }),
  z.strictObject({ call: z.literal('fsync'), fd: Fd }),
  z.strictObject({ call: z.literal('fdatasync'), fd: Fd }),
  z.strictObject({ call: z.literal('dup'), fd: Fd, as: Fd }),
  z.strictObject({ call: z.literal('close'), fd: Fd }),
  z.strictObject({ call: z.literal('writeback') }),
  z.strictObject({ call: z.literal('dropCaches') }),
  z.strictObject({ call: z.literal('powerCut') }),
]);
export type Call = z.infer<typeof CallSchema>;
export type CallName = Call['call'];
export type WriteCall = Extract<Call, { segments: Segment[] }>;

/** Bytes a write call offers: the sum of its segments' lengths. */
export const offered = (call: WriteCall): number => call.segments.reduce((sum, s) => sum + s.length, 0);

/** Bytes before the first unreadable one. */
export function readablePrefix(segments: readonly Segment[]): number {
  let sum = 0;
  for (const s of segments) {
    sum += s.readable;
    if (s.readable < s.length) break;
  }
  return sum;
}

export const isWrite = (call: Call): call is WriteCall => 'segments' in call;

/** Half-open byte range [from, to). */
export const RangeSchema = z
  .strictObject({ from: Bytes, to: Bytes })
  .refine((r) => r.from < r.to, { message: 'from must be below to' });
export type Range = z.infer<typeof RangeSchema>;

export const FileSpecSchema = z.strictObject({
  size: Bytes,
  /** Sorted, disjoint; what is not listed is a hole. Aligned to the sector size at `disk` level. */
  allocated: z.array(RangeSchema),
  /** Permission and set-id bits, 0 to 0o7777. */
  mode: z.number().int().min(0).max(0o7777),
  uid: z.number().int().min(0),
  gid: z.number().int().min(0),
  /** Has a security.capability attribute. */
  capability: z.boolean(),
  kind: z.enum(['regular', 'block']),
  dax: z.boolean(),
  mountWritable: z.boolean(),
  /** RLIMIT_FSIZE of the calling process in bytes; null = unlimited. */
  rlimitFsize: Bytes.nullable(),
});
export type FileSpec = z.infer<typeof FileSpecSchema>;

export const CallerSchema = z.strictObject({
  uid: z.number().int().min(0),
  gid: z.number().int().min(0),
  capFsetid: z.boolean(),
});
export type Caller = z.infer<typeof CallerSchema>;

/** Geometry of the virtual disk: `sectors` of `sectorSize` bytes, of which at most `provisioned` can be allocated. */
export const GeometrySchema = z.strictObject({
  sectorSize: z.union([z.literal(512), z.literal(4096)]),
  sectors: z.number().int().min(1),
  provisioned: z.number().int().min(0),
});
export type Geometry = z.infer<typeof GeometrySchema>;

export const ScenarioSchema = z
  .strictObject({
    schema: z.literal('woe.scenario/1'),
    level: z.enum(LEVELS),
    profile: z.enum(PROFILE_IDS),
    /** Seed of the content sources. */
    seed: z.number().int().min(0).max(0xffffffff),
    file: FileSpecSchema,
    caller: CallerSchema,
    /** Used at `disk` level; at `file` level it only tells what alignment O_DIRECT asks for. */
    disk: GeometrySchema,
    calls: z.array(CallSchema).max(100_000),
    faults: z.array(FaultSchema),
  })
  .refine(({ level, file, disk }) => level !== 'disk' || file.size <= disk.sectors * disk.sectorSize, {
    path: ['file', 'size'],
    message: 'must not exceed the disk, whose size is the largest offset',
  });
export type Scenario = z.infer<typeof ScenarioSchema>;

export const PAGE_SIZE = 4096;
