import { CHUNK_BYTES, releaseChunk, takeChunk } from './chunkPool.js';

/** Where the bytes of sectors lie. Knows nothing of allocation, caches or faults. Ranges are [sector, sector + count). */
export interface SectorStore {
  /** Copies sectors to `into`, starting at its byte `at`. */
  read(sector: number, count: number, into: Uint8Array, at: number): void;
  /** Copies sectors from `from`, starting at its byte `at`. */
  write(sector: number, count: number, from: Uint8Array, at: number): void;
  zero(sector: number, count: number): void;
  close(): void;
}

/** Sparse memory: chunks of 64 KiB that exist once a sector of theirs was written. */
export class MemoryStore implements SectorStore {
  private readonly perChunk: number;
  private readonly chunks = new Map<number, Uint8Array>();
  private lastIndex = -1;
  private last: Uint8Array = new Uint8Array(0);
  private start = 0;

  constructor(private readonly sectorSize: number) {
    this.perChunk = CHUNK_BYTES / sectorSize;
  }

  read(sector: number, count: number, into: Uint8Array, at: number): void {
    for (let done = 0; done < count;) {
      const sectors = this.locate(sector + done, count - done);
      into.set(this.last.subarray(this.start, this.start + sectors * this.sectorSize), at + done * this.sectorSize);
      done += sectors;
    }
  }

  write(sector: number, count: number, from: Uint8Array, at: number): void {
    for (let done = 0; done < count;) {
      const sectors = this.locate(sector + done, count - done);
      const begin = at + done * this.sectorSize;
      this.last.set(from.subarray(begin, begin + sectors * this.sectorSize), this.start);
      done += sectors;
    }
  }

  zero(sector: number, count: number): void {
    for (let done = 0; done < count;) {
      const sectors = this.locate(sector + done, count - done);
      this.last.fill(0, this.start, this.start + sectors * this.sectorSize);
      done += sectors;
    }
  }

  close(): void {
    for (const chunk of this.chunks.values()) releaseChunk(chunk);
    this.chunks.clear();
    this.lastIndex = -1;
  }

  /** Makes `last` the chunk and `start` the byte in it where `sector` begins; returns how many of `count` it holds. */
  private locate(sector: number, count: number): number {
    const within = sector % this.perChunk;
    this.select((sector - within) / this.perChunk);
    this.start = within * this.sectorSize;
    return Math.min(count, this.perChunk - within);
  }

  private select(index: number): void {
    if (index === this.lastIndex) return;
    let chunk = this.chunks.get(index);
    if (!chunk) {
      chunk = takeChunk().fill(0);
      this.chunks.set(index, chunk);
    }
    this.lastIndex = index;
    this.last = chunk;
  }
}
