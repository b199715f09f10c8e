import type { IoSegment, IovIter as IovIterContract } from '../../contract/index.js';

/** `struct iov_iter` over source segments: what is left of them, at most `count` bytes, which they always have. */
export class IovIter implements IovIterContract {
  private index = 0;
  /** Bytes of the current segment that are used up. */
  private offset = 0;

  constructor(
    private readonly segments: readonly IoSegment[],
    public count = segments.reduce((sum, segment) => sum + segment.length, 0),
  ) {
    this.advance(0);
  }

  /** Also steps over empty segments. */
  advance(bytes: number): void {
    this.count -= bytes;
    this.offset += bytes;
    while (this.index < this.segments.length && this.offset >= this.segments[this.index].length)
      this.offset -= this.segments[this.index++].length;
  }

  /** `iov_iter_truncate`: never makes it longer. */
  truncate(count: number): void {
    if (count < this.count) this.count = count;
  }

  clone(): IovIter {
    const copy = new IovIter(this.segments, this.count);
    copy.index = this.index;
    copy.offset = this.offset;
    return copy;
  }

  /** `iov_iter_single_seg_count`: bytes left in the current segment. */
  singleSegCount(): number {
    if (this.index >= this.segments.length) return 0;
    return Math.min(this.count, this.segments[this.index].length - this.offset);
  }

  /** True if byte `at` of the current segment's rest can be read. */
  isReadable(at: number): boolean {
    return this.index < this.segments.length && this.offset + at < this.segments[this.index].bytes.length;
  }

  /** How many of the next `bytes` can be read without a fault. */
  readable(bytes: number): number {
    let sum = 0;
    let { offset } = this;
    for (let i = this.index; i < this.segments.length && sum < bytes; i++, offset = 0) {
      const { length, bytes: source } = this.segments[i];
      sum += Math.max(0, Math.min(length, source.length) - offset);
      if (source.length < length) break;
    }
    return Math.min(sum, bytes, this.count);
  }

  /** Copies up to `bytes` to `into` at `at`, stops at the first unreadable byte, returns the bytes copied. Doesn't advance. */
  copy(into: Uint8Array, at: number, bytes: number): number {
    const wanted = Math.min(bytes, this.count);
    let done = 0;
    let { offset } = this;
    for (let i = this.index; done < wanted; i++, offset = 0) {
      const { length, bytes: source } = this.segments[i];
      const piece = Math.min(length - offset, wanted - done);
      const good = Math.max(0, Math.min(piece, source.length - offset));
      into.set(source.subarray(offset, offset + good), at + done);
      done += good;
      if (good < piece) break;
    }
    return done;
  }

  /** The next `bytes`, all of them readable: a view where they lie in one segment. Not to be written to. */
  view(bytes: number): Uint8Array {
    if (this.index < this.segments.length && bytes <= this.singleSegCount())
      return this.segments[this.index].bytes.subarray(this.offset, this.offset + bytes);
    const copy = new Uint8Array(bytes);
    this.copy(copy, 0, bytes);
    return copy;
  }

  /** `iov_iter_alignment`: every remaining segment begins and ends on a multiple of `unit`, within `count`. */
  isAligned(unit: number): boolean {
    let left = this.count;
    let { offset } = this;
    for (let i = this.index; left > 0; i++, offset = 0) {
      const piece = Math.min(this.segments[i].length - offset, left);
      if (piece % unit !== 0) return false;
      left -= piece;
    }
    return true;
  }
}
