import type { Geometry } from '../../contract/index.js';
import { ALLOCATED, LATENT, LIED, SectorFlags, UNFLUSHED } from './sectorFlags.js';
import type { SectorStore } from './sectorStore.js';
import { UndoLog } from './undoLog.js';

/**
 * The sectors below the faults: allocation, the volatile cache, and beside the bytes that reads return (the view)
 * the bytes that an honest disk would hold (the truth), kept only where the two differ.
 */
export class Medium {
  readonly flags = new SectorFlags();
  readonly undo: UndoLog;
  /** Allocated sectors, at most `geometry.provisioned` unless a misdirected write made one. */
  allocated = 0;
  private readonly truths = new Map<number, Uint8Array>();

  constructor(
    readonly geometry: Geometry,
    private readonly store: SectorStore,
  ) {
    this.undo = new UndoLog(geometry.sectorSize);
  }

  isAllocated(sector: number): boolean {
    return (this.flags.get(sector) & ALLOCATED) !== 0;
  }

  allocate(sector: number): void {
    this.save(sector);
    this.store.zero(sector, 1);
    this.flags.set(sector, ALLOCATED | UNFLUSHED);
    this.truths.delete(sector);
    this.allocated++;
  }

  /** Sectors that no operation has changed yet: durable at once, with nothing to go back to. */
  install(sector: number, count: number, from: Uint8Array): void {
    for (let s = sector; s < sector + count; s++) {
      if (!this.isAllocated(s)) this.allocated++;
      this.flags.set(s, ALLOCATED);
    }
    this.store.write(sector, count, from, 0);
  }

  free(sector: number): void {
    this.save(sector);
    this.flags.set(sector, UNFLUSHED);
    this.truths.delete(sector);
    this.allocated--;
  }

  /** Copies the view of one or more sectors; holes give zeros. */
  get(sector: number, count: number, into: Uint8Array, at: number): void {
    const size = this.geometry.sectorSize;
    for (let i = 0; i < count;) {
      let run = i;
      while (run < count && this.isAllocated(sector + run)) run++;
      if (run > i) this.store.read(sector + i, run - i, into, at + i * size);
      for (i = run; i < count && !this.isAllocated(sector + i); i++) into.fill(0, at + i * size, at + (i + 1) * size);
    }
  }

  /** Stores allocated sectors honestly: view and truth agree afterwards, latent errors are healed. */
  put(sector: number, count: number, from: Uint8Array, at: number): void {
    for (let i = 0; i < count; i++) {
      const flags = this.flags.get(sector + i);
      if (!(flags & UNFLUSHED)) this.save(sector + i);
      if (flags & LIED) this.truths.delete(sector + i);
      this.flags.set(sector + i, ALLOCATED | UNFLUSHED);
    }
    this.store.write(sector, count, from, at);
  }

  /** Changes the view of one sector and leaves its truth; allocates it if it is a hole. */
  lie(sector: number, bytes: Uint8Array): void {
    const truth = this.truth(sector);
    if (!this.isAllocated(sector)) this.allocate(sector);
    this.put(sector, 1, bytes, 0);
    this.setTruth(sector, truth);
  }

  /** Sets the truth of one sector and leaves its view. */
  setTruth(sector: number, bytes: Uint8Array): void {
    this.save(sector);
    this.truths.set(sector, bytes);
    this.flags.set(sector, this.flags.get(sector) | LIED);
  }

  setLatent(sector: number): void {
    this.save(sector);
    this.flags.set(sector, this.flags.get(sector) | LATENT);
  }

  /** A copy of what reads return for one sector. */
  view(sector: number): Uint8Array {
    const bytes = new Uint8Array(this.geometry.sectorSize);
    this.get(sector, 1, bytes, 0);
    return bytes;
  }

  /** A copy of what an honest disk would hold. */
  truth(sector: number): Uint8Array {
    return this.truths.get(sector)?.slice() ?? this.view(sector);
  }

  /** Makes everything durable. */
  commit(): void {
    for (const { sector } of this.undo.records) this.flags.set(sector, this.flags.get(sector) & ~UNFLUSHED);
    this.undo.clear();
  }

  /** Takes the sector of one undo record back to what it was at the last flush. */
  rollBack(index: number): void {
    const { sector, flags, truth } = this.undo.records[index];
    this.restore(sector, flags, this.undo.chunk(index), this.undo.offset(index));
    if (truth) this.truths.set(sector, truth);
    else this.truths.delete(sector);
  }

  /** Gives one sector the flags and, if they say allocated, the bytes; leaves the truth overlay to the caller. */
  restore(sector: number, flags: number, bytes: Uint8Array, at: number): void {
    this.allocated += (flags & ALLOCATED ? 1 : 0) - (this.isAllocated(sector) ? 1 : 0);
    if (flags & ALLOCATED) this.store.write(sector, 1, bytes, at);
    this.flags.set(sector, flags);
  }

  /** A flushed sector goes back to an older version although an honest disk would have kept it. */
  lose(sector: number, flags: number, bytes: Uint8Array): void {
    const truth = this.truth(sector);
    this.restore(sector, flags | LIED, bytes, 0);
    this.truths.set(sector, truth);
  }

  clear(): void {
    this.flags.clear();
    this.undo.clear();
    this.truths.clear();
    this.allocated = 0;
  }

  /** Makes the undo record of a sector that is about to change, once per flush. */
  private save(sector: number): void {
    const flags = this.flags.get(sector);
    if (flags & UNFLUSHED) return;
    const index = this.undo.append(sector, flags, flags & LIED ? this.truths.get(sector) : undefined);
    if (flags & ALLOCATED) this.store.read(sector, 1, this.undo.chunk(index), this.undo.offset(index));
    this.flags.set(sector, flags | UNFLUSHED);
  }
}
