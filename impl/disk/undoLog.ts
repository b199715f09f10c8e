/** What a sector was at the last flush. */
export interface UndoRecord {
  sector: number;
  flags: number;
  /** Its honest bytes, if a fault had lied about it. */
  truth: Uint8Array | undefined;
}

/**
 * The volatile write cache, kept backwards: the disk holds the newest bytes, the log the bytes to go back to
 * when the power is cut before the next flush. One record per sector: its state at the last flush.
 */
export class UndoLog {
  readonly records: UndoRecord[] = [];
  private bytes = new Uint8Array(0);

  constructor(private readonly sectorSize: number) {}

  /** Appends a record and returns the arena and the offset in it where the sector's old bytes are to be put. */
  append(sector: number, flags: number, truth: Uint8Array | undefined): number {
    const at = this.records.length * this.sectorSize;
    this.records.push({ sector, flags, truth });
    if (at + this.sectorSize > this.bytes.length) this.grow();
    return at;
  }

  get arena(): Uint8Array {
    return this.bytes;
  }

  /** Where in the arena the bytes of record `index` begin. */
  offset(index: number): number {
    return index * this.sectorSize;
  }

  clear(): void {
    this.records.length = 0;
  }

  private grow(): void {
    const larger = new Uint8Array(Math.max(16 * this.sectorSize, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
