/**
 * The FUSE wire protocol, version 7, as far as a server of flat files needs it. All numbers little-endian; sizes and
 * places in bytes. Source: include/uapi/linux/fuse.h, whose names are kept.
 */
export const OPCODES = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  UNLINK: 10,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  SETXATTR: 21,
  GETXATTR: 22,
  LISTXATTR: 23,
  REMOVEXATTR: 24,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  ACCESS: 34,
  INTERRUPT: 36,
  BATCH_FORGET: 42,
} as const;
export type Opcode = keyof typeof OPCODES;

const NAMES = new Map<number, Opcode>(Object.entries(OPCODES).map(([name, code]) => [code, name as Opcode]));

export const IN_HEADER = 40;
export const ROOT = 1;

export interface Request {
  readonly opcode: Opcode | undefined;
  readonly unique: bigint;
  readonly nodeid: number;
  /** What follows the header. */
  readonly body: Buffer;
}

export function requestOf(message: Buffer): Request {
  return {
    opcode: NAMES.get(message.readUInt32LE(4)),
    unique: message.readBigUInt64LE(8),
    nodeid: Number(message.readBigUInt64LE(16)),
    body: message.subarray(IN_HEADER),
  };
}

/** `error` is an errno's number, 0 for none; a reply with an error has no body. */
export function replyTo(unique: bigint, error: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + (error === 0 ? body.length : 0), 0);
  header.writeInt32LE(-error, 4);
  header.writeBigUInt64LE(unique, 8);
  return error === 0 ? Buffer.concat([header, body]) : header;
}

export interface Init {
  readonly minor: number;
  readonly flags: number;
  readonly flags2: number;
}
export const initOf = (body: Buffer): Init => ({
  minor: body.readUInt32LE(4),
  flags: body.readUInt32LE(12),
  flags2: body.length >= 20 ? body.readUInt32LE(16) : 0,
});

const BIG_WRITES = 2 ** 5;
const MAX_PAGES = 2 ** 22;
const INIT_EXT = 2 ** 30;
/** FUSE_REQUEST_TIMEOUT, in the second word of flags. */
const REQUEST_TIMEOUT = 2 ** 10;
const has = (flags: number, flag: number): boolean => Math.floor(flags / flag) % 2 === 1;

/** `timeoutS`: the kernel itself ends the connection when a request waits so long, where it can. */
export function initReply(asked: Init, maxWrite: number, timeoutS: number): Buffer {
  const body = Buffer.alloc(64);
  const extended = has(asked.flags, INIT_EXT);
  const wanted = [BIG_WRITES, MAX_PAGES, INIT_EXT].filter((flag) => has(asked.flags, flag));
  body.writeUInt32LE(7, 0);
  body.writeUInt32LE(Math.min(asked.minor, 45), 4);
  body.writeUInt32LE(0, 8);
  body.writeUInt32LE(
    wanted.reduce((sum, flag) => sum + flag, 0),
    12,
  );
  body.writeUInt16LE(16, 16);
  body.writeUInt16LE(12, 18);
  body.writeUInt32LE(maxWrite, 20);
  body.writeUInt32LE(1, 24);
  body.writeUInt16LE(Math.max(1, maxWrite / 4096), 28);
  if (extended && has(asked.flags2, REQUEST_TIMEOUT)) {
    body.writeUInt32LE(REQUEST_TIMEOUT, 32);
    body.writeUInt16LE(timeoutS, 40);
  }
  return body;
}

export interface Attributes {
  readonly nodeid: number;
  readonly size: number;
  /** With the file type. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** `struct fuse_attr`. Times stand still: the kernel does not ask a server of this kind to move them. */
function attr({ nodeid, size, mode, uid, gid }: Attributes): Buffer {
  const body = Buffer.alloc(88);
  body.writeBigUInt64LE(BigInt(nodeid), 0);
  body.writeBigUInt64LE(BigInt(size), 8);
  body.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), 16);
  body.writeUInt32LE(mode, 60);
  body.writeUInt32LE(1, 64);
  body.writeUInt32LE(uid, 68);
  body.writeUInt32LE(gid, 72);
  body.writeUInt32LE(4096, 80);
  return body;
}

/** Nothing may be remembered: each stat is asked for again. */
export function entryReply(attributes: Attributes): Buffer {
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(BigInt(attributes.nodeid), 0);
  return Buffer.concat([head, attr(attributes)]);
}

export const attrReply = (attributes: Attributes): Buffer => Buffer.concat([Buffer.alloc(16), attr(attributes)]);

/** FOPEN_DIRECT_IO: past the page cache, whatever the flags of open. */
const DIRECT_IO = 1;
/** FOPEN_KEEP_CACHE: another open does not empty the page cache. */
const KEEP_CACHE = 2;
export function openReply(isCached = true): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(isCached ? KEEP_CACHE : DIRECT_IO, 8);
  return body;
}

export interface Write {
  readonly offset: number;
  readonly bytes: Buffer;
  /** FUSE_WRITE_CACHE: written back from the page cache, by nobody in particular. */
  readonly isWriteback: boolean;
  /** Flags of the open file. */
  readonly openFlags: number;
}
export function writeOf(body: Buffer): Write {
  const size = body.readUInt32LE(16);
  return {
    offset: Number(body.readBigUInt64LE(8)),
    bytes: body.subarray(40, 40 + size),
    isWriteback: body.readUInt32LE(20) % 2 === 1,
    openFlags: body.readUInt32LE(32),
  };
}
export function writeReply(count: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32LE(count, 0);
  return body;
}

export const readOf = (body: Buffer): { offset: number; size: number } => ({
  offset: Number(body.readBigUInt64LE(8)),
  size: body.readUInt32LE(16),
});

export interface SetAttributes {
  readonly mode?: number;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
}
export function setattrOf(body: Buffer): SetAttributes {
  const valid = body.readUInt32LE(0);
  return {
    mode: has(valid, 1) ? body.readUInt32LE(68) : undefined,
    uid: has(valid, 2) ? body.readUInt32LE(76) : undefined,
    gid: has(valid, 4) ? body.readUInt32LE(80) : undefined,
    size: has(valid, 8) ? Number(body.readBigUInt64LE(16)) : undefined,
  };
}

/** A name that ends with a zero byte. */
export const nameIn = (body: Buffer, from = 0): string => body.toString('utf8', from, body.indexOf(0, from));

export const getxattrOf = (body: Buffer): { size: number; name: string } => ({
  size: body.readUInt32LE(0),
  name: nameIn(body, 8),
});

/** `struct fuse_getxattr_out`: how large the value is. */
export function sizeReply(size: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32LE(size, 0);
  return body;
}
