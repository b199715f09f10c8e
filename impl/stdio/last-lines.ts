const NEWLINE = 0x0a;
/** Lines that are kept, and bytes of each: a flood costs no memory. */
const MOST_LINES = 20;
const MOST_BYTES = 500;

/** Keeps the last lines of a stream that may never end. */
export class LastLines {
  private readonly lines: string[] = [];
  private open: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.extend(chunk.subarray(from, end));
      this.close();
      from = end + 1;
    }
    this.extend(chunk.subarray(from));
  }

  /** The last 20, the one that has no newline yet included. */
  get all(): string[] {
    return this.open.length === 0 ? [...this.lines] : [...this.lines.slice(1 - MOST_LINES), text(this.open)];
  }

  private extend(bytes: Buffer): void {
    if (bytes.length > 0 && this.open.length < MOST_BYTES)
      this.open = Buffer.concat([this.open, bytes]).subarray(0, MOST_BYTES);
  }

  private close(): void {
    this.lines.push(text(this.open));
    if (this.lines.length > MOST_LINES) this.lines.shift();
    this.open = Buffer.alloc(0);
  }
}

const text = (bytes: Buffer): string => bytes.toString('utf8').replace(/\r$/, '');
