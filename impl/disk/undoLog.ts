import { CHUNK_BYTES, releaseChunk, takeChunk } from './chunkPool.js';

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
  private readonly perChunk: number;
  private readonly chunks: Uint8Array[] = [];

  constructor(private readonly sectorSize: number) {
    this.perChunk = CHUNK_BYTES / sectorSize;
  }

  /** Appends a record and returns its index; the caller puts the sector's old bytes where `chunk` and `offset` say. */
  append(sector: number, flags: number, truth: Uint8Array | undefined): number {
    const index = this.records.length;
    this.records.push({ sector, flags, truth });
    if (index >= this.chunks.length * this.perChunk) this.chunks.push(takeChunk());
    return index;
  }

  /** What holds the bytes of record `index`, from `offset(index)` on. */
  chunk(index: number): Uint8Array {
    return this.chunks[Math.floor(index / this.perChunk)];
  }

  offset(index: number): number {
    return (index % this.perChunk) * this.sectorSize;
  }

  clear(): void {
    this.records.length = 0;
  }

  /** Gives the memory back; the log can't be used any more. */
  close(): void {
    this.clear();
    for (const chunk of this.chunks.splice(0)) releaseChunk(chunk);
  }
}
