import { constants } from 'node:fs';
import { join } from 'node:path';
import type { OpenFlag } from '../../../contract/scenario.js';
import type { WriterRequest } from '../messages.js';
import { call, must, setFsIdentity } from './libc.js';
import type { SourceMemory } from './source-memory.js';
import type { Place } from './storage.js';

type Prepare = Extract<WriterRequest, { do: 'prepare' }>;

const FLAGS: Readonly<Record<OpenFlag, number>> = {
  O_RDONLY: constants.O_RDONLY,
  O_WRONLY: constants.O_WRONLY,
  O_RDWR: constants.O_RDWR,
  O_APPEND: constants.O_APPEND,
  O_DIRECT: constants.O_DIRECT,
  O_DSYNC: constants.O_DSYNC,
  O_SYNC: constants.O_SYNC,
  O_TRUNC: constants.O_TRUNC,
};
export const flagsOf = (flags: readonly OpenFlag[]): number => flags.reduce((sum, flag) => sum + FLAGS[flag], 0);

const RLIMIT_FSIZE = 1;
const UNLIMITED = 0xffffffffffffffffn;
/** Permits nothing, for any uid: `struct vfs_cap_data`, version 2, effective CAP_NET_RAW. */
export const SOME_CAPABILITY = Uint8Array.of(1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
const O_CREATE_NEW = constants.O_RDWR + constants.O_CREAT + constants.O_EXCL;

let made = 0;

/** The file of one scenario. Its descriptors are closed and its name is gone when it is disposed of. */
export class Prepared {
  private readonly open = new Set<number>();

  private constructor(
    readonly path: string,
    private readonly request: Prepare,
    private readonly hasName: boolean,
    private readonly privileged: boolean,
  ) {}

  static from(request: Prepare, place: Place, memory: SourceMemory, privileged: boolean): Prepared {
    const { name, file, geometry } = request;
    if (file.kind === 'block') {
      if (!place.device) throw new Error('there is no block device here');
      const prepared = new Prepared(place.device(file.size, geometry.sectorSize, name), request, false, privileged);
      prepared.fill(constants.O_RDWR, memory);
      return prepared;
    }
    const directory = place.directory(geometry.sectorSize);
    const prepared = new Prepared(join(directory, name ?? `file-${++made}`), request, true, privileged);
    if (name === undefined) prepared.fill(O_CREATE_NEW, memory);
    return prepared;
  }

  openAs(flags: number): number | string {
    const fd = this.asCaller(() => call('open', this.path, flags, 0));
    if (typeof fd === 'number') this.open.add(fd);
    return fd;
  }

  /** Makes a descriptor known, or forgets it. */
  note(fd: number, isOpen: boolean): void {
    if (isOpen) this.open.add(fd);
    else this.open.delete(fd);
  }

  /** Runs a call in the group of the scenario's caller, with its CAP_FSETID or without, under its RLIMIT_FSIZE. */
  asCaller<T>(run: () => T): T {
    const { caller, file } = this.request;
    if (file.rlimitFsize !== null) limitFileSize(BigInt(file.rlimitFsize));
    if (this.privileged) setFsIdentity(caller.gid, caller.capFsetid);
    try {
      return run();
    } finally {
      if (this.privileged) setFsIdentity(0, true);
      if (file.rlimitFsize !== null) limitFileSize(UNLIMITED);
    }
  }

  dispose(): void {
    for (const fd of this.open) call('close', fd);
    if (this.hasName) call('unlink', this.path);
  }

  /** Writes the ranges that the file has; the others are holes. */
  private fill(flags: number, memory: SourceMemory): void {
    const { file, content = '' } = this.request;
    const fd = must('open', this.path, flags, 0o600);
    const bytes = Buffer.from(content, 'base64');
    for (const { from, to } of file.allocated) {
      const [{ address, length }] = memory.place([whole(bytes.subarray(from, Math.min(to, file.size)))]);
      for (let done = 0; done < length;) done += must('pwrite', fd, address + done, length - done, from + done);
    }
    if (file.kind === 'regular') must('ftruncate', fd, file.size);
    if (this.privileged) must('fchown', fd, file.uid, file.gid);
    must('fchmod', fd, file.mode);
    if (file.capability) must('fsetxattr', fd, 'security.capability', SOME_CAPABILITY, SOME_CAPABILITY.length, 0);
    // The first one may still report what went wrong before.
    if (file.kind === 'block' && call('fsync', fd) !== 0) must('fsync', fd);
    must('close', fd);
  }
}

const whole = (bytes: Uint8Array) => ({ length: bytes.length, bytes });

function limitFileSize(bytes: bigint): void {
  const limit = Buffer.alloc(16);
  limit.writeBigUInt64LE(bytes, 0);
  limit.writeBigUInt64LE(UNLIMITED, 8);
  must('setrlimit', RLIMIT_FSIZE, limit);
}
