import {
  Misbehaviour,
  isErrno,
  isWrite,
  offered,
  preview,
  sourceBytes,
  type Call,
  type CallObservation,
  type IoSegment,
  type MountedFile,
  type Ret,
  type Scenario,
  type Stat,
  type WriteCall,
} from '../../contract/index.js';
import { describeContent, type Placed } from './content.js';
import { isThenable, wait, type Steps } from './drive.js';
import { handedOut } from './handed-out.js';
import { checkedRead, checkedRet, checkedStat, checkedWrite } from './reply.js';
import type { Stage } from './stage.js';

/** A number that no target hands out: stands for a slot that is not open. */
const NEVER_OPEN = 1_000_000;

/** Makes the calls of one scenario and observes what they show. */
export class Player {
  private mounted: MountedFile | undefined;
  /** The target's own number for each open slot. */
  private readonly slots = new Map<number, number>();
  private readonly placed: Placed[] = [];
  private stat: Stat | undefined;
  private size: number;
  private readonly appends = new Set<number>();
  /** Where each open slot must stand, shared by dup: for a target that does not tell. */
  private readonly believed = new Map<number, { offset: number }>();
  private writes = 0;

  constructor(
    private readonly stage: Stage,
    private readonly scenario: Scenario,
  ) {
    this.size = scenario.file.size;
    const { mode, capability } = scenario.file;
    if (scenario.level === 'disk') this.stat = { size: this.size, mode, mtime: 0, ctime: 0, capability };
  }

  *begin(): Steps<void> {
    this.mounted = yield* this.guarded('mount', this.stage.begin());
  }

  *end(): Steps<void> {
    try {
      if (this.mounted?.dispose) yield* this.guarded('dispose', wait(this.mounted.dispose()));
    } finally {
      this.stage.end();
    }
  }

  *perform(call: Call, index: number): Steps<CallObservation> {
    const observation: CallObservation = { index, call: call.call, ret: 0, signal: null };
    let asked = '';
    try {
      yield* this.invoke(call, index, observation);
      asked = 'fstat or lseek after ';
      yield* this.observe(call, observation);
    } catch (error) {
      throw crash(`${asked}${call.call} (call ${index})`, error);
    }
    return observation;
  }

  private get file(): MountedFile {
    if (!this.mounted) throw new Error('the file is not mounted');
    return this.mounted;
  }

  private number(slot: number): number {
    return this.slots.get(slot) ?? NEVER_OPEN;
  }

  private *invoke(call: Call, index: number, observation: CallObservation): Steps<void> {
    if (isWrite(call)) return yield* this.write(call, index, observation);
    const { file } = this;
    switch (call.call) {
      case 'open': {
        const ret = checkedRet('open', yield* wait(file.open(call.flags)));
        if (typeof ret === 'number') this.bind(call.fd, ret, call.flags.includes('O_APPEND'), { offset: 0 });
        observation.ret = typeof ret === 'number' ? 0 : ret;
        return;
      }
      case 'read':
      case 'pread':
        return yield* this.read(call, observation);
      case 'lseek':
        observation.ret = checkedRet('lseek', yield* wait(file.lseek(this.number(call.fd), call.offset, call.whence)));
        return;
      case 'fstat': {
        const stat = checkedStat(yield* wait(file.fstat(this.number(call.fd))));
        observation.ret = isErrno(stat) ? stat : 0;
        return;
      }
      case 'ftruncate': {
        const { ret, signal } = checkedWrite(
          'ftruncate',
          yield* wait(file.ftruncate(this.number(call.fd), call.length)),
        );
        observation.ret = ret;
        observation.signal = signal;
        return;
      }
      case 'fsync':
        observation.ret = checkedRet('fsync', yield* wait(file.fsync(this.number(call.fd))));
        return;
      case 'fdatasync':
        observation.ret = checkedRet('fdatasync', yield* wait(file.fdatasync(this.number(call.fd))));
        return;
      case 'dup': {
        const ret = checkedRet('dup', yield* wait(file.dup?.(this.number(call.fd)) ?? 'EBADF'));
        if (typeof ret === 'number')
          this.bind(call.as, ret, this.appends.has(call.fd), this.believed.get(call.fd) ?? { offset: 0 });
        observation.ret = typeof ret === 'number' ? 0 : ret;
        return;
      }
      case 'close':
        observation.ret = checkedRet('close', yield* wait(file.close(this.number(call.fd))));
        this.slots.delete(call.fd);
        return;
      case 'writeback':
        yield* wait(file.writeback?.());
        return;
      case 'dropCaches':
        yield* wait(file.dropCaches?.());
        return;
      case 'powerCut':
        return yield* this.powerCut(observation);
    }
  }

  private bind(slot: number, number: number, append: boolean, believed: { offset: number }): void {
    this.slots.set(slot, number);
    this.believed.set(slot, believed);
    if (append) this.appends.add(slot);
    else this.appends.delete(slot);
  }

  private *write(call: WriteCall, index: number, observation: CallObservation): Steps<void> {
    const { seed } = this.scenario;
    let done = 0;
    const segments = call.segments.map((segment): IoSegment => {
      const bytes = handedOut(sourceBytes(seed, index, done, segment.readable));
      done += segment.length;
      return { length: segment.length, bytes };
    });
    const position = 'position' in call ? call.position : null;
    const start =
      this.appends.has(call.fd) && this.scenario.file.kind === 'regular'
        ? this.size
        : (position ?? (yield* this.offsetOf(call.fd)));
    this.placed.push({ call: index, start, length: offered(call) });
    // POSIX leaves it open whether O_APPEND or the position wins; the oracle knows which place is right.
    if (position !== null && position !== start && this.scenario.profile === 'posix')
      this.placed.push({ call: index, start: position, length: offered(call) });
    if (this.stage.arm) yield* this.stage.arm(this.file, ++this.writes);
    // Not `yield* wait(...)`, which makes an iterator for each call: this is the hot loop.
    const returned = this.file.write(this.number(call.fd), segments, position);
    const reply = checkedWrite(call.call, isThenable(returned) ? yield returned : returned);
    if (this.stage.disarm) yield* this.stage.disarm(this.file);
    observation.ret = reply.ret;
    observation.signal = reply.signal;
    if (position === null) this.believe(call.fd, start, reply.ret);
  }

  /** A call at the offset went `ret` bytes on from `start`. */
  private believe(slot: number, start: number, ret: Ret): void {
    const believed = this.believed.get(slot);
    if (believed && typeof ret === 'number' && ret > 0) believed.offset = start + ret;
  }

  private *offsetOf(slot: number): Steps<number> {
    if (!this.slots.has(slot)) return 0;
    if (this.stage.hidesOffset) return this.believed.get(slot)?.offset ?? 0;
    const offset = checkedRet('lseek', yield* wait(this.file.lseek(this.number(slot), 0, 'SEEK_CUR')));
    return typeof offset === 'number' ? offset : 0;
  }

  private *read(call: Extract<Call, { call: 'read' | 'pread' }>, observation: CallObservation): Steps<void> {
    const position = call.call === 'pread' ? call.position : null;
    const from = position ?? (yield* this.offsetOf(call.fd));
    const bytes = checkedRead(
      call.call,
      yield* wait(this.file.read(this.number(call.fd), call.length, position)),
      call.length,
    );
    if (isErrno(bytes)) {
      observation.ret = bytes;
      return;
    }
    observation.ret = bytes.length;
    if (position === null) this.believe(call.fd, from, bytes.length);
    observation.content = describeContent(this.scenario.seed, bytes, from, this.placed);
  }

  private *powerCut(observation: CallObservation): Steps<void> {
    if (!this.stage.powerCut) return;
    this.slots.clear();
    this.appends.clear();
    this.stat = undefined;
    this.mounted = yield* this.stage.powerCut();
    const fd = checkedRet('open', yield* wait(this.file.open(['O_RDONLY'])));
    if (typeof fd !== 'number') return;
    const stat = checkedStat(yield* wait(this.file.fstat(fd)));
    yield* wait(this.file.close(fd));
    if (!isErrno(stat)) this.note(stat, observation);
  }

  /** Offset, size, mode and times after the call, through its own descriptor if that is open. */
  private *observe(call: Call, observation: CallObservation): Steps<void> {
    if (call.call === 'powerCut') return;
    const slot =
      call.call === 'dup' ? call.as : 'fd' in call && this.slots.has(call.fd) ? call.fd : [...this.slots.keys()].at(0);
    if (slot === undefined || !this.slots.has(slot)) return;
    const number = this.number(slot);
    const status = this.file.fstat(number);
    const stat = checkedStat(isThenable(status) ? yield status : status);
    if (!isErrno(stat)) this.note(stat, observation);
    if (this.stage.hidesOffset || !('fd' in call) || (call.call !== 'dup' && slot !== call.fd)) return;
    const position = this.file.lseek(number, 0, 'SEEK_CUR');
    const offset = checkedRet('lseek', isThenable(position) ? yield position : position);
    if (typeof offset === 'number') observation.offset = offset;
  }

  private note(stat: Stat, observation: CallObservation): void {
    const { capabilities } = this.stage;
    observation.size = this.size = stat.size;
    if (capabilities.includes('setid')) observation.mode = stat.mode;
    if (capabilities.includes('fileCapability')) observation.capability = stat.capability;
    if (capabilities.includes('times') && this.stat) {
      observation.mtimeMoved = stat.mtime !== this.stat.mtime;
      observation.ctimeMoved = stat.ctime !== this.stat.ctime;
    }
    this.stat = stat;
  }

  /** What the target throws is its crash, not the suite's. */
  private *guarded<T>(what: string, steps: Steps<T>): Steps<T> {
    try {
      return yield* steps;
    } catch (error) {
      throw crash(what, error);
    }
  }
}

const crash = (what: string, error: unknown): Misbehaviour =>
  error instanceof Misbehaviour
    ? error
    : new Misbehaviour('crashed', `${what} threw ${preview(error instanceof Error ? error.message : error)}`);
