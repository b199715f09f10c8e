import { must, peek, poke } from './libc.js';

/** One source segment as it comes over the wire: `length` bytes offered, `bytes` the readable prefix. */
export interface Offered {
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** A segment in memory, as a system call wants it. */
export interface Placed {
  readonly address: number;
  readonly length: number;
}

const PAGE = 4096;
const PROT_NONE = 0;
const PROT_READ_WRITE = 3;
const MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
/** Memory that can't be read, behind the memory that can: no segment is longer. */
const GUARD = 1 << 30;
const MIN_SIZE = 1 << 20;

/**
 * Memory that ends in pages nobody may read (PROT_NONE). A segment that can't be read to its end is put against that
 * border; each other one starts at a page, as O_DIRECT wants it.
 */
export class SourceMemory {
  private base = 0;
  private size = 0;

  /** Behind the first unreadable byte nothing is ever read, so only the first such segment is laid out exactly. */
  place(segments: readonly Offered[]): Placed[] {
    this.reserve(segments.reduce((sum, { bytes }) => sum + wholePages(bytes.length) + PAGE, PAGE));
    const border = this.base + this.size;
    const first = segments.findIndex(({ length, bytes }) => bytes.length < length);
    let next = this.base;
    return segments.map(({ length, bytes }, i) => {
      if (bytes.length < length && i !== first) return { address: border, length };
      const address = i === first ? border - bytes.length : next;
      poke(address, bytes);
      if (i !== first) next += wholePages(bytes.length);
      return { address, length };
    });
  }

  /** Aligned room for `length` bytes that a read fills. */
  room(length: number): number {
    this.reserve(wholePages(length));
    return this.base;
  }

  private reserve(bytes: number): void {
    if (bytes <= this.size) return;
    if (this.size > 0) must('munmap', this.base, this.size + GUARD);
    this.size = Math.max(wholePages(bytes), MIN_SIZE);
    this.base = must('mmap', 0, this.size + GUARD, PROT_NONE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
    must('mprotect', this.base, this.size, PROT_READ_WRITE);
  }
}

export { peek };

const wholePages = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE;

/** `struct iovec[]`. */
export function vectorOf(placed: readonly Placed[]): Uint8Array {
  const vector = Buffer.alloc(placed.length * 16);
  for (const [i, { address, length }] of placed.entries()) {
    vector.writeBigUInt64LE(BigInt(address), i * 16);
    vector.writeBigUInt64LE(BigInt(length), i * 16 + 8);
  }
  return vector;
}
