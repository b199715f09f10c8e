import {
  PAGE_SIZE,
  isWrite,
  readablePrefix,
  type Call,
  type OpenFlag,
  type Range,
  type WriteCall,
} from '../../contract/index.js';
import type { Setting } from './setting.js';

/** An open file description: what dup shares. */
interface Description {
  readonly flags: readonly OpenFlag[];
  offset: number;
}

/**
 * What the generator believes of the file while it makes up calls, as if nothing ever failed. It only has to be near
 * the truth: it places the next request, it judges nothing.
 */
export class Believed {
  size: number;
  /** The last write's range, which later ones overlap or continue. */
  last: Range;
  /** The first hole, or the page behind the last allocated sector. */
  readonly hole: Range;
  readonly slots = new Map<number, Description>();
  /** Slots that were open once. */
  readonly closed: number[] = [];
  readonly file: Setting['file'];
  readonly sectorSize: number;
  /** s_maxbytes, or the end of the device. */
  readonly limit: number;

  constructor({ file, disk }: Pick<Setting, 'file' | 'disk'>) {
    this.file = file;
    this.size = file.size;
    this.sectorSize = disk.sectorSize;
    this.limit = disk.sectorSize * disk.sectors;
    this.last = { from: 0, to: Math.min(PAGE_SIZE, this.limit) };
    const from = file.allocated.length > 0 && file.allocated[0].from === 0 ? file.allocated[0].to : 0;
    const next = file.allocated.find((range) => range.from > from);
    this.hole = { from, to: next?.from ?? from + PAGE_SIZE };
  }

  /** What the call does if it succeeds. */
  apply(call: Call): void {
    const description = 'fd' in call ? this.slots.get(call.fd) : undefined;
    if (isWrite(call)) {
      this.write(call);
      return;
    }
    switch (call.call) {
      case 'open':
        this.slots.set(call.fd, { flags: call.flags, offset: 0 });
        if (call.flags.includes('O_TRUNC')) this.size = 0;
        break;
      case 'dup':
        if (description) this.slots.set(call.as, description);
        break;
      case 'close':
        if (this.slots.delete(call.fd)) this.closed.push(call.fd);
        break;
      case 'powerCut':
        this.closed.push(...this.slots.keys());
        this.slots.clear();
        break;
      case 'read':
        if (description)
          description.offset = Math.max(description.offset, Math.min(description.offset + call.length, this.size));
        break;
      case 'lseek':
        if (description) description.offset = this.seekTarget(call, description.offset);
        break;
      case 'ftruncate':
        if (this.file.kind === 'regular' && call.length <= this.limit) this.size = call.length;
        break;
      default:
        break;
    }
  }

  /** Where the write would start; undefined without a descriptor for it. */
  positionOf(call: WriteCall): number | undefined {
    const description = this.slots.get(call.fd);
    if (!description || description.flags[0] === 'O_RDONLY') return undefined;
    if (description.flags.includes('O_APPEND') && this.file.kind === 'regular') return this.size;
    return 'position' in call ? call.position : description.offset;
  }

  /** As if all that is readable and allowed were written. */
  private write(call: WriteCall): void {
    const from = this.positionOf(call);
    if (from === undefined) return;
    const ceiling = Math.min(this.limit, this.file.rlimitFsize ?? Infinity);
    const to = Math.max(from, Math.min(from + readablePrefix(call.segments), ceiling));
    if (from === to) return;
    this.size = Math.max(this.size, to);
    this.last = { from, to };
    const description = this.slots.get(call.fd);
    if (description && !('position' in call)) description.offset = to;
  }

  private seekTarget({ offset, whence }: Extract<Call, { call: 'lseek' }>, current: number): number {
    const target = { SEEK_SET: 0, SEEK_CUR: current, SEEK_END: this.size }[whence] + offset;
    return target < 0 ? current : target;
  }
}
