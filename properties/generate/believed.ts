import { PAGE_SIZE, offered, readablePrefix, type OpenFlag, type Range, type WriteCall } from '../../contract/index.js';
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

  constructor({ file, disk }: Setting) {
    this.file = file;
    this.size = file.size;
    this.sectorSize = disk.sectorSize;
    this.limit = disk.sectorSize * disk.sectors;
    this.last = { from: 0, to: Math.min(PAGE_SIZE, this.limit) };
    const from = file.allocated.length > 0 && file.allocated[0].from === 0 ? file.allocated[0].to : 0;
    const next = file.allocated.find((range) => range.from > from);
    this.hole = { from, to: next?.from ?? from + PAGE_SIZE };
  }

  open(slot: number, flags: readonly OpenFlag[]): void {
    this.slots.set(slot, { flags, offset: 0 });
    if (flags.includes('O_TRUNC')) this.size = 0;
  }

  dup(slot: number, as: number): void {
    const description = this.slots.get(slot);
    if (description) this.slots.set(as, description);
  }

  close(slot: number): void {
    if (this.slots.delete(slot)) this.closed.push(slot);
  }

  powerCut(): void {
    for (const slot of [...this.slots.keys()]) this.close(slot);
  }

  /** The write as if all that is readable and allowed were written. */
  write(call: WriteCall): void {
    const description = this.slots.get(call.fd);
    if (!description || description.flags[0] === 'O_RDONLY') return;
    const from = this.positionOf(call, description);
    const ceiling = Math.min(this.limit, this.file.rlimitFsize ?? Infinity);
    const to = Math.max(from, Math.min(from + Math.min(offered(call), readablePrefix(call.segments)), ceiling));
    if (from === to) return;
    this.size = Math.max(this.size, to);
    this.last = { from, to };
    if (!('position' in call)) description.offset = to;
  }

  private positionOf(call: WriteCall, { flags, offset }: Description): number {
    if (flags.includes('O_APPEND') && this.file.kind === 'regular') return this.size;
    return 'position' in call ? call.position : offset;
  }
}
