/** The sector has space behind it; a sector without reads as zeros and can't be written. */
export const ALLOCATED = 1;
/** Changed since the last flush: an undo record exists. */
export const UNFLUSHED = 2;
/** Can't be read until it is written again. */
export const LATENT = 4;
/** A fault lied about it: the truth overlay has its honest bytes. */
export const LIED = 8;

const PER_CHUNK = 1024;

/** One byte of flags per sector; sparse in chunks of 1024 sectors. */
export class SectorFlags {
  private readonly chunks = new Map<number, Uint8Array>();
  private lastIndex = -1;
  private last: Uint8Array = new Uint8Array(0);

  get(sector: number): number {
    const within = sector % PER_CHUNK;
    return this.chunk((sector - within) / PER_CHUNK)[within];
  }

  set(sector: number, flags: number): void {
    const within = sector % PER_CHUNK;
    this.chunk((sector - within) / PER_CHUNK)[within] = flags;
  }

  /** The sectors >= `from` that have `flag`, ascending. */
  sectorsWith(flag: number, from: number): number[] {
    const found: number[] = [];
    for (const [index, chunk] of this.chunks)
      for (let i = Math.max(0, from - index * PER_CHUNK); i < PER_CHUNK; i++)
        if (chunk[i] & flag) found.push(index * PER_CHUNK + i);
    return this.chunks.size > 1 ? found.sort((a, b) => a - b) : found;
  }

  clear(): void {
    for (const chunk of this.chunks.values()) chunk.fill(0);
  }

  private chunk(index: number): Uint8Array {
    if (index === this.lastIndex) return this.last;
    let chunk = this.chunks.get(index);
    if (!chunk) {
      chunk = new Uint8Array(PER_CHUNK);
      this.chunks.set(index, chunk);
    }
    this.lastIndex = index;
    this.last = chunk;
    return chunk;
  }
}
