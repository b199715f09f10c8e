const NEWLINE = 0x0a;

/** Who takes the lines of a stream. */
export interface LineTaker {
  /** Complete lines, each with its newline: bytes [from, to) of `chunk`. */
  lines(chunk: Buffer, from: number, to: number): void;
  /** One line without its newline: from two chunks, or the last of a file. */
  line(line: Buffer): void;
  /** A line of more than the bytes that are kept; `start` = its first ones. */
  tooLong(start: Buffer): void;
}

/** Cuts a stream of chunks into lines, and keeps at most `maxBytes` of one. */
export class Lines {
  private parts: Buffer[] = [];
  private waiting = 0;
  /** Within a line that is too long: its rest is dropped. */
  private dropping = false;

  constructor(
    private readonly maxBytes: number,
    private readonly taker: LineTaker,
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    if (this.waiting > 0 || this.dropping) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) {
        this.keep(chunk);
        return;
      }
      this.complete(chunk.subarray(0, end));
      from = end + 1;
    }
    const to = chunk.lastIndexOf(NEWLINE) + 1;
    if (to > from) this.taker.lines(chunk, from, to);
    const rest = Math.max(from, to);
    if (rest < chunk.length) this.keep(chunk.subarray(rest));
  }

  /** A last line may lack its newline. */
  end(): void {
    if (this.waiting > 0) this.complete(Buffer.alloc(0));
    this.dropping = false;
  }

  private keep(part: Buffer): void {
    if (this.dropping) return;
    if (this.waiting + part.length > this.maxBytes) {
      this.taker.tooLong(Buffer.concat([...this.parts, part.subarray(0, 256)]));
      this.reset();
      this.dropping = true;
      return;
    }
    // A copy: the chunk's memory belongs to the stream.
    this.parts.push(Buffer.from(part));
    this.waiting += part.length;
  }

  private complete(last: Buffer): void {
    if (this.dropping) {
      this.dropping = false;
      return;
    }
    if (this.waiting + last.length > this.maxBytes)
      this.taker.tooLong(Buffer.concat([...this.parts, last.subarray(0, 256)]));
    else this.taker.line(Buffer.concat([...this.parts, last]));
    this.reset();
  }

  private reset(): void {
    this.parts = [];
    this.waiting = 0;
  }
}
