import { constants, read, writeSync } from 'node:fs';
import { ERRNO, isErrno, type Errno, type Ret } from '../../../contract/errno.js';
import type { Held, Seen } from '../messages.js';
import { attributesOf, change, Files, ROOT_ATTRIBUTES, store, type ServedFile } from './files.js';
import { ScriptRun, type Asked } from './script.js';
import * as wire from './wire.js';

/** Seconds after which the kernel ends the connection by itself: a net below all others. */
const REQUEST_TIMEOUT_S = 30;

/** Answers the kernel's requests: a body, or an errno. `undefined` answers nothing, now or ever. */
type Outcome = Buffer | Errno | undefined;

/** A FUSE server of flat files in memory, whose replies to requests that change something follow a script. */
export class FuseServer {
  readonly files = new Files();
  script = new ScriptRun();
  /** What came since it was last taken, without what changes nothing. */
  private seen: Seen[] = [];
  /** Told when a WRITE waits; `release` lets it go on. */
  onHeld: (held: Held) => void = () => undefined;
  private held: (() => void) | undefined;

  constructor(
    private readonly device: number,
    private readonly maxWrite: number,
  ) {}

  /** Reads until the connection ends. */
  run(): void {
    const buffer = Buffer.alloc(this.maxWrite + 8192);
    const next = (): void => {
      read(this.device, buffer, 0, buffer.length, null, (error, length) => {
        // ENOENT: a request was withdrawn while it was read.
        if (error && !['ENOENT', 'EINTR', 'EAGAIN'].includes(error.code ?? '')) return;
        if (!error) this.take(wire.requestOf(Buffer.from(buffer.subarray(0, length))));
        next();
      });
    };
    next();
  }

  takeSeen(): Seen[] {
    const { seen } = this;
    this.seen = [];
    return seen;
  }

  release(): void {
    const { held } = this;
    this.held = undefined;
    held?.();
  }

  private take(request: wire.Request): void {
    if (request.opcode === 'WRITE') this.write(request);
    else this.reply(request, this.answer(request));
  }

  private reply({ unique }: wire.Request, outcome: Outcome): void {
    if (outcome === undefined) return;
    const reply = isErrno(outcome) ? wire.replyTo(unique, ERRNO[outcome]) : wire.replyTo(unique, 0, outcome);
    try {
      writeSync(this.device, reply);
    } catch {
      // The request was withdrawn: its caller is gone.
    }
  }

  private note(op: string, ret: Ret, rest: Partial<Seen> = {}): void {
    this.seen.push({ op, ret, ...rest });
  }

  private write(request: wire.Request): void {
    const { offset, bytes, isWriteback, openFlags } = wire.writeOf(request.body);
    const isDirect = Math.floor(openFlags / constants.O_DIRECT) % 2 === 1;
    const asked: Asked = { size: bytes.length, isWriteback, isDirect };
    const go = (): void => {
      const answer = this.script.write(asked);
      const file = this.files.node(request.nodeid);
      const ret: Ret = !file ? 'ENOENT' : 'errno' in answer ? answer.errno : answer.bytes;
      const stored = 'errno' in answer ? (answer.stored ?? 0) : answer.bytes;
      if (file) store(file, offset, bytes.subarray(0, stored));
      this.note('WRITE', ret, { offset, size: bytes.length, isWriteback });
      this.reply(request, typeof ret === 'number' ? wire.writeReply(ret) : ret);
    };
    if (!this.script.holds(asked)) {
      go();
      return;
    }
    this.held = go;
    this.onHeld({ offset, fileSize: this.files.node(request.nodeid)?.content.length ?? 0 });
  }

  private answer(request: wire.Request): Outcome {
    const { opcode, body, nodeid } = request;
    const isRoot = nodeid === wire.ROOT;
    const file = this.files.node(nodeid);
    switch (opcode) {
      case 'INIT':
        return wire.initReply(wire.initOf(body), this.maxWrite, REQUEST_TIMEOUT_S);
      case 'LOOKUP': {
        const found = this.files.named(wire.nameIn(body));
        return found ? wire.entryReply(attributesOf(found)) : 'ENOENT';
      }
      case 'FORGET':
        this.files.forget(nodeid);
        return undefined;
      case 'BATCH_FORGET':
      case 'INTERRUPT':
        return undefined;
      case 'GETATTR':
        return isRoot ? wire.attrReply(ROOT_ATTRIBUTES) : file ? wire.attrReply(attributesOf(file)) : 'ENOENT';
      case 'UNLINK':
        this.files.remove(wire.nameIn(body));
        return Buffer.alloc(0);
      case 'OPEN':
        return wire.openReply(!file?.isImage);
      case 'OPENDIR':
        return wire.openReply();
      case 'STATFS':
        return Buffer.alloc(80);
      case 'FSYNC':
        this.note('FSYNC', 0);
        return Buffer.alloc(0);
      case 'RELEASE':
      case 'RELEASEDIR':
      case 'FLUSH':
        return Buffer.alloc(0);
      default:
        return file ? this.answerFile(request, file) : 'ENOSYS';
    }
  }

  private answerFile({ opcode, body }: wire.Request, file: ServedFile): Outcome {
    switch (opcode) {
      case 'SETATTR': {
        const wanted = wire.setattrOf(body);
        const errno = wanted.mode === undefined ? undefined : this.script.change('mode');
        this.note('SETATTR', errno ?? 0, wanted.mode === undefined ? {} : { mode: wanted.mode % 0o10000 });
        if (errno) return errno;
        change(file, wanted);
        return wire.attrReply(attributesOf(file));
      }
      case 'READ': {
        const { offset, size } = wire.readOf(body);
        return file.content.subarray(offset, offset + size);
      }
      case 'GETXATTR': {
        const { size, name } = wire.getxattrOf(body);
        const value = file.xattrs.get(name);
        if (this.script.script.getXattr) return this.script.script.getXattr;
        if (!value) return 'ENODATA';
        return size === 0 ? wire.sizeReply(value.length) : value;
      }
      case 'REMOVEXATTR': {
        const errno = this.script.change('removeXattr');
        this.note('REMOVEXATTR', errno ?? 0);
        if (errno) return errno;
        file.xattrs.delete(wire.nameIn(body));
        return Buffer.alloc(0);
      }
      default:
        return 'ENOSYS';
    }
  }
}
