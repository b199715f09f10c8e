const NEWLINE = 0x0a;

/**
 * Cuts a stream of chunks into lines. A line that spans chunks is joined once, when its end has come, so that a long
 * line costs no more than its length.
 */
export class LineReader {
  private parts: Buffer[] = [];
  private waiting = 0;

  /**
   * `maxBytes` is the longest line, its newline included; a longer one is handed to `onTooLong` as far as it came,
   * and the reader takes nothing more.
   */
  constructor(
    private readonly maxBytes: number,
    private readonly onLine: (line: Buffer) => void,
    private readonly onTooLong: (start: Buffer) => void,
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      if (this.waiting + end + 1 - from > this.maxBytes) {
        this.tooLong(chunk.subarray(from));
        return;
      }
      const line = chunk.subarray(from, end);
      from = end + 1;
      if (this.waiting === 0) this.onLine(line);
      else this.onLine(this.take(line));
    }
    if (from === chunk.length) return;
    const rest = chunk.subarray(from);
    if (this.waiting + rest.length >= this.maxBytes) {
      this.tooLong(rest);
      return;
    }
    this.parts.push(rest);
    this.waiting += rest.length;
  }

  /** What came after the last newline. */
  get rest(): Buffer {
    return Buffer.concat(this.parts);
  }

  private take(last: Buffer): Buffer {
    const line = Buffer.concat([...this.parts, last]);
    this.parts = [];
    this.waiting = 0;
    return line;
  }

  private tooLong(last: Buffer): void {
    const start = this.take(last);
    this.push = () => undefined;
    this.onTooLong(start);
  }
}
