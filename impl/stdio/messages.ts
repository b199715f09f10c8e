import { z } from 'zod';
import {
  Bytes,
  CALLEES,
  GeometrySchema,
  RetSchema,
  CallerSchema,
  FileSpecSchema,
  OPEN_FLAGS,
} from '../../contract/scenario.js';
import { ERRNO_NAMES, type Errno } from '../../contract/errno.js';
import { CAPABILITIES, INDUCIBLE_FAULTS, LEVELS, PROFILE_IDS } from '../../contract/words.js';

/** The protocol's name and version; another version is another protocol. */
export const PROTOCOL = 'woe.stdio/1';

/** The longest line, in bytes with its newline, that the suite accepts; and what a driver must accept at least. */
export const MAX_LINE = 16 * 1024 * 1024;
export const LEAST_MAX_BYTES = 1024 * 1024;
export const MAX_WINDOW = 1024;

const Text = (most: number) => z.string().min(1).max(most);
export const IdSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const ErrnoSchema = z.enum(ERRNO_NAMES as [Errno, ...Errno[]]);
const Bdi = z.enum(['published', 'null', 'other']);
/** Bytes on the wire: standard base64 with padding. */
export const DataSchema = z.base64();

// ---- handshake ---------------------------------------------------------------------------------------------------

export const HelloSchema = z.strictObject({
  protocol: z.literal(PROTOCOL),
  suite: z.strictObject({ name: z.string(), version: z.string() }),
});

export const LimitsSchema = z.strictObject({
  /** Requests that the driver takes before it has answered the first of them. */
  window: z.number().int().min(1).max(MAX_WINDOW),
  /** The longest line in bytes, newline included, that the driver takes. */
  maxBytes: z.number().int().min(LEAST_MAX_BYTES),
});

export const HandshakeSchema = z.strictObject({
  protocol: z.literal(PROTOCOL),
  name: Text(100),
  version: Text(100),
  language: Text(100),
  homepage: z.string().max(300).optional(),
  levels: z.array(z.enum(LEVELS)).min(1).max(LEVELS.length),
  capabilities: z.array(z.enum(CAPABILITIES)).max(CAPABILITIES.length),
  /** Faults that the driver induces at `file` level. */
  induces: z.array(z.enum(INDUCIBLE_FAULTS)).max(INDUCIBLE_FAULTS.length),
  /** The profile that it claims to follow, at `iter` level always. @default linux-4.x */
  profile: z.enum(PROFILE_IDS).optional(),
  limits: LimitsSchema,
});
export type Handshake = z.infer<typeof HandshakeSchema>;

// ---- what the suite asks -----------------------------------------------------------------------------------------

const Clock = { clock: z.number().int().min(0) };
const Fd = { fd: z.number().int().min(0) };
const EnvironmentSchema = z.strictObject({
  profile: z.enum(PROFILE_IDS),
  caller: CallerSchema,
  file: FileSpecSchema,
});
const SegmentsSchema = z.array(z.strictObject({ length: Bytes, data: DataSchema })).min(1);
const StatSchema = z.strictObject({
  size: Bytes,
  mode: z.number().int().min(0),
  mtime: z.number(),
  ctime: z.number(),
  capability: z.boolean(),
});
const WriteReplySchema = z.union([RetSchema, z.strictObject({ ret: RetSchema, signal: z.literal('SIGXFSZ') })]);

/** The requests of the suite: parameters and result of each. */
export const SUITE_METHODS = {
  hello: { params: HelloSchema, result: HandshakeSchema },
  writeIter: {
    params: z.strictObject({ kiPos: Bytes, count: Bytes, direct: z.boolean(), size: Bytes }),
    result: z.strictObject({ ret: RetSchema, kiPos: Bytes, iovLeft: z.number().int(), bdi: Bdi }),
  },
  prepare: {
    params: z.strictObject({
      content: DataSchema,
      environment: EnvironmentSchema,
      geometry: GeometrySchema,
      ...Clock,
    }),
    result: z.literal(0),
  },
  mount: {
    params: z.strictObject({ environment: EnvironmentSchema, geometry: GeometrySchema, ...Clock }),
    result: z.literal(0),
  },
  open: { params: z.strictObject({ flags: z.array(z.enum(OPEN_FLAGS)), ...Clock }), result: RetSchema },
  write: {
    params: z.strictObject({ ...Fd, segments: SegmentsSchema, position: Bytes.nullable(), ...Clock }),
    result: WriteReplySchema,
  },
  read: {
    params: z.strictObject({ ...Fd, length: Bytes, position: Bytes.nullable(), ...Clock }),
    result: z.union([z.strictObject({ data: DataSchema }), ErrnoSchema]),
  },
  lseek: {
    params: z.strictObject({
      ...Fd,
      offset: z.number().int(),
      whence: z.enum(['SEEK_SET', 'SEEK_CUR', 'SEEK_END']),
      ...Clock,
    }),
    result: RetSchema,
  },
  fstat: { params: z.strictObject({ ...Fd, ...Clock }), result: z.union([StatSchema, ErrnoSchema]) },
  ftruncate: { params: z.strictObject({ ...Fd, length: Bytes, ...Clock }), result: WriteReplySchema },
  fsync: { params: z.strictObject({ ...Fd, ...Clock }), result: RetSchema },
  fdatasync: { params: z.strictObject({ ...Fd, ...Clock }), result: RetSchema },
  dup: { params: z.strictObject({ ...Fd, ...Clock }), result: RetSchema },
  close: { params: z.strictObject({ ...Fd, ...Clock }), result: RetSchema },
  writeback: { params: z.strictObject(Clock), result: z.literal(0) },
  dropCaches: { params: z.strictObject(Clock), result: z.literal(0) },
  induce: {
    params: z.strictObject({
      kind: z.enum(INDUCIBLE_FAULTS),
      args: z.strictObject({ bytes: Bytes, errno: ErrnoSchema }).partial().nullable(),
      ...Clock,
    }),
    result: z.literal(0),
  },
  dispose: { params: z.strictObject(Clock), result: z.literal(0) },
} as const;
export type SuiteMethod = keyof typeof SUITE_METHODS;

// ---- what the driver asks, while it answers ----------------------------------------------------------------------

const Sector = z.number().int().min(0);
const InodeSchema = z.strictObject({
  size: Bytes,
  mode: z.number().int().min(0).max(0o7777),
  uid: z.number().int().min(0),
  gid: z.number().int().min(0),
  mtime: z.number(),
  ctime: z.number(),
  capability: z.boolean(),
});

/** The requests of the driver: parameters and result of each. `on` is the level at which they may come. */
export const DRIVER_METHODS = {
  callee: {
    on: 'iter',
    params: z.strictObject({
      name: z.enum(CALLEES),
      args: z.array(z.number().int()).max(2),
      kiPos: Bytes,
      iovLeft: z.number().int(),
      bdi: Bdi,
    }),
    result: z.strictObject({ ret: RetSchema, kiPos: Bytes, iovLeft: z.number().int(), size: Bytes }),
  },
  isAllocated: { on: 'disk', params: z.strictObject({ sector: Sector }), result: z.boolean() },
  allocate: { on: 'disk', params: z.strictObject({ sector: Sector, count: Sector }), result: RetSchema },
  diskRead: {
    on: 'disk',
    params: z.strictObject({ sector: Sector, count: Sector }),
    result: z.strictObject({ ret: RetSchema, data: DataSchema }),
  },
  diskWrite: { on: 'disk', params: z.strictObject({ sector: Sector, data: DataSchema }), result: RetSchema },
  flush: { on: 'disk', params: z.strictObject({}), result: RetSchema },
  discard: { on: 'disk', params: z.strictObject({ sector: Sector }), result: z.literal(0) },
  readInode: { on: 'disk', params: z.strictObject({}), result: z.union([InodeSchema, ErrnoSchema]) },
  writeInode: { on: 'disk', params: InodeSchema, result: RetSchema },
} as const;
export type DriverMethod = keyof typeof DRIVER_METHODS;
export type DriverParams<M extends DriverMethod> = z.infer<(typeof DRIVER_METHODS)[M]['params']>;

/** What the driver tells without waiting for an answer: no id. */
export const DRIVER_NOTES = {
  /** It took or dropped the inode's lock, which its caller holds. */
  lock: z.strictObject({}),
  unlock: z.strictObject({}),
  /** A kernel step, by drivers with the capability `trace`. */
  trace: z.looseObject({ fn: z.string(), at: z.string() }),
} as const;
export type DriverNote = keyof typeof DRIVER_NOTES;

// ---- envelopes ---------------------------------------------------------------------------------------------------

export const ErrorSchema = z.strictObject({ message: z.string() });
export const RequestSchema = z.strictObject({
  id: IdSchema,
  method: z.string(),
  params: z.record(z.string(), z.unknown()),
});
export const NoteSchema = z.strictObject({ method: z.string(), params: z.record(z.string(), z.unknown()) });
export const ReplySchema = z.strictObject({ id: IdSchema, result: z.unknown() });
export const FailureSchema = z.strictObject({ id: IdSchema, error: ErrorSchema });
