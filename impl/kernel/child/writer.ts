import { release } from 'node:os';
import { constants, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, type Errno, type Ret } from '../../../contract/errno.js';
import type { CallReply, SetUpReply, WriterRequest } from '../messages.js';
import { Dirtied } from './dirtied.js';
import { Filler } from './filler.js';
import { blockSigxfsz, call, must, takeSigxfsz } from './libc.js';
import { lookAt, statOf, whenceOf } from './look.js';
import { flagsOf, Prepared, SOME_CAPABILITY } from './prepared.js';
import { serve } from './serve.js';
import { peek, SourceMemory, vectorOf, type Placed } from './source-memory.js';
import { setUp, type Place } from './storage.js';
import { hasOtherUsers } from './users.js';

/**
 * The writer: a process of its own that makes raw system calls on request, so that nothing loops over a short write
 * and the runner never touches the filesystem under test.
 */
class Writer {
  private readonly memory = new SourceMemory();
  private readonly dirtied = new Dirtied();
  private place: Place | undefined;
  private file: Prepared | undefined;
  private filler: Filler | undefined;
  private privileged = false;

  answer(request: WriterRequest): unknown {
    switch (request.do) {
      case 'setUp':
        this.place = setUp(request.storage, request.at, request.owner, this.memory);
        return this.explore(request.storage.kind === 'served');
      case 'prepare':
        this.file = Prepared.from(request, this.storage, this.memory, this.privileged);
        return null;
      case 'open': {
        const ret = this.prepared.openAs(flagsOf(request.flags)) as Ret;
        return isErrno(ret) ? { ret } : { ret, look: lookAt(ret) };
      }
      case 'write':
        return this.looked(
          request.fd,
          this.signalled(() => this.write(request)),
        );
      case 'ftruncate':
        return this.looked(
          request.fd,
          this.signalled(() => call('ftruncate', request.fd, request.length)),
        );
      case 'read':
        return this.looked(request.fd, this.read(request));
      case 'lseek': {
        const { fd, offset, whence } = request;
        return this.looked(fd, { ret: call('lseek', fd, offset, whenceOf(whence)) });
      }
      case 'fsync':
      case 'fdatasync':
        return this.looked(request.fd, { ret: call(request.do, request.fd) });
      case 'fstat':
        return { ret: 0, look: lookAt(request.fd) };
      case 'dup':
        return this.dup(request.fd);
      case 'close':
        this.prepared.note(request.fd, false);
        return { ret: call('close', request.fd) };
      case 'fill':
        this.filler ??= new Filler(this.storage.directory(512));
        this.filler.leave(request.bytes);
        return null;
      case 'dirty':
        this.dirtied.touch(join(this.storage.directory(512), request.name), request.offset);
        return null;
      case 'letGo':
        this.dirtied.letGo();
        return null;
      case 'dispose':
        this.file?.dispose();
        this.file = undefined;
        return null;
      case 'leave':
        this.end();
        return null;
    }
  }

  end(): void {
    this.file?.dispose();
    this.file = undefined;
    this.place?.remove();
    this.place = undefined;
  }

  private get storage(): Place {
    if (!this.place) throw new Error('nothing is set up');
    return this.place;
  }

  private get prepared(): Prepared {
    if (!this.file) throw new Error('no file is prepared');
    return this.file;
  }

  /** What can be done here, tried on a file of our own. */
  private explore(isServed: boolean): SetUpReply {
    const directory = this.storage.directory(512);
    const path = join(directory, 'explored');
    const statfs = Buffer.alloc(256);
    const at = must('open', directory, constants.O_RDONLY, 0);
    must('fstatfs', at, statfs);
    must('close', at);
    const found = { directory, type: statfs.readUInt32LE(0), kernel: release() };
    if (isServed) {
      this.privileged = process.getuid?.() === 0 && hasOtherUsers();
      return { ...found, direct: true, privileged: this.privileged, fileCapability: this.privileged };
    }
    const fd = must('open', path, constants.O_RDWR + constants.O_CREAT, 0o600);
    const mine = statOf(fd);
    this.privileged = process.getuid?.() === 0 && call('fchown', fd, 1000, 1000) === 0 && !isErrno(mine);
    const fileCapability =
      call('fsetxattr', fd, 'security.capability', SOME_CAPABILITY, SOME_CAPABILITY.length, 0) === 0;
    must('close', fd);
    const direct = this.tryDirect(path);
    rmSync(path);
    return { ...found, direct, privileged: this.privileged, fileCapability };
  }

  /** Some filesystems take the flag and refuse the write. */
  private tryDirect(path: string): boolean {
    const fd = call('open', path, constants.O_RDWR + constants.O_DIRECT, 0);
    if (isErrno(fd)) return false;
    const [{ address, length }] = this.memory.place([{ length: 4096, bytes: new Uint8Array(4096) }]);
    const ret = call('pwrite', fd, address, length, 0);
    must('close', fd);
    return ret === length;
  }

  private write({ fd, segments, position }: Extract<WriterRequest, { do: 'write' }>): Ret {
    const placed = this.memory.place(
      segments.map(({ length, data }) => ({ length, bytes: Buffer.from(data, 'base64') })),
    );
    if (placed.length > 1) return this.writeVector(fd, placed, position);
    const [{ address, length }] = placed;
    return position === null ? call('write', fd, address, length) : call('pwrite', fd, address, length, position);
  }

  private writeVector(fd: number, placed: readonly Placed[], position: number | null): Ret {
    const vector = vectorOf(placed);
    return position === null
      ? call('writev', fd, vector, placed.length)
      : call('pwritev', fd, vector, placed.length, position);
  }

  private read({ fd, length, position }: Extract<WriterRequest, { do: 'read' }>): CallReply {
    const address = this.memory.room(length);
    const ret = position === null ? call('read', fd, address, length) : call('pread', fd, address, length, position);
    if (typeof ret !== 'number') return { ret };
    return { ret, data: Buffer.from(peek(address, Math.min(ret, length))).toString('base64') };
  }

  private dup(fd: number): CallReply {
    const ret = call('dup', fd);
    if (typeof ret !== 'number') return { ret };
    this.prepared.note(ret, true);
    return { ret, look: lookAt(ret) };
  }

  private signalled(run: () => Ret): CallReply {
    takeSigxfsz();
    const ret = this.prepared.asCaller(run);
    return takeSigxfsz() ? { ret, signal: 'SIGXFSZ' } : { ret };
  }

  private looked(fd: number, reply: CallReply): CallReply {
    const look = lookAt(fd);
    return (look.stat as Errno) === 'EBADF' ? reply : { ...reply, look };
  }
}

blockSigxfsz();
if (process.getuid?.() === 0) call('setgroups', 0, null);
const writer = new Writer();
serve(
  (request) => writer.answer(request),
  () => writer.end(),
);
