import type { Disk, DiskOperation, DiskStep, Errno, Fault, Geometry, InodeRecord, Ret } from '../../contract/index.js';
import { FaultPlan } from './faultPlan.js';
import { faultyRead } from './faultyRead.js';
import { faultyWrite } from './faultyWrite.js';
import { InodeCell } from './inodeCell.js';
import { Medium } from './medium.js';
import { coins, dropUnflushed, FlushHistory } from './powerCut.js';
import { ALLOCATED, LATENT } from './sectorFlags.js';
import { MemoryStore, type SectorStore } from './sectorStore.js';

/**
 * A thin-provisioned disk with a volatile write cache and injected faults, for one file and its inode record.
 * Writes are visible to reads at once and durable after `flush`. The same geometry, faults, seed and operations
 * give the same results, byte for byte.
 */
export class VirtualDisk implements Disk {
  /** Steps since the last `takeLog`; empty while `logging` is off. */
  log: DiskStep[] = [];
  logging = true;
  private readonly medium: Medium;
  private readonly inode = new InodeCell();
  private readonly history: FlushHistory | null;
  private readonly plan: FaultPlan;
  private cuts = 0;

  constructor(
    readonly geometry: Geometry,
    faults: readonly Fault[] = [],
    private readonly seed = 0,
    private readonly store: SectorStore = new MemoryStore(geometry.sectorSize),
  ) {
    this.medium = new Medium(geometry, store);
    this.plan = FaultPlan.of(faults);
    this.history = this.plan.has('powerCut') ? new FlushHistory() : null;
  }

  isAllocated(sector: number): boolean {
    return this.medium.isAllocated(sector);
  }

  allocate(sector: number, count: number): Ret {
    const fault = this.plan.strike('allocate', sector, count);
    if (fault) return this.step('allocate', sector, count, fault.kind as Errno, fault);
    let missing = 0;
    for (let s = sector; s < sector + count; s++) if (!this.medium.isAllocated(s)) missing++;
    const fits =
      sector + count <= this.geometry.sectors && this.medium.allocated + missing <= this.geometry.provisioned;
    if (!fits) return this.step('allocate', sector, count, 'ENOSPC', null);
    for (let s = sector; s < sector + count; s++) if (!this.medium.isAllocated(s)) this.medium.allocate(s);
    return this.step('allocate', sector, count, 0, null);
  }

  read(sector: number, into: Uint8Array): Ret {
    const count = into.length / this.geometry.sectorSize;
    if (!this.inRange(sector, count)) return this.step('read', sector, Math.floor(count), 'EINVAL', null);
    const fault = this.plan.strike('read', sector, count);
    const ret = fault ? faultyRead(this.medium, fault, sector, count, into) : undefined;
    if (ret !== undefined) return this.step('read', sector, count, ret, fault);
    for (let i = 0; i < count; i++)
      if (this.medium.flags.get(sector + i) & LATENT) {
        this.medium.get(sector, i, into, 0);
        return this.stepOf('read', sector, count, 'EIO', 'latent');
      }
    this.medium.get(sector, count, into, 0);
    return this.step('read', sector, count, count, null);
  }

  write(sector: number, from: Uint8Array): Ret {
    const count = from.length / this.geometry.sectorSize;
    if (!this.inRange(sector, count) || !this.allAllocated(sector, count))
      return this.step('write', sector, Math.floor(count), 'EINVAL', null);
    const fault = this.plan.strike('write', sector, count);
    const ret = fault ? faultyWrite(this.medium, fault, sector, count, from) : undefined;
    if (ret !== undefined) return this.step('write', sector, count, ret, fault);
    this.medium.put(sector, count, from, 0);
    return this.step('write', sector, count, count, null);
  }

  flush(): Ret {
    const fault = this.plan.strike('flush', 0, 0);
    if (fault) return this.step('flush', 0, 0, fault.kind as Errno, fault);
    this.history?.record(this.medium);
    this.medium.commit();
    this.inode.commit();
    return this.step('flush', 0, 0, 0, null);
  }

  discard(sector: number): void {
    for (const s of this.medium.flags.sectorsWith(ALLOCATED, sector)) this.medium.free(s);
    if (this.logging)
      this.log.push({
        op: 'discard',
        sector,
        count: Math.max(0, this.geometry.sectors - sector),
        ret: 0,
        struck: null,
      });
  }

  readInode(): InodeRecord | Errno {
    const fault = this.plan.strike('readInode', 0, 0);
    if (fault) {
      this.step('readInode', 0, 0, fault.kind as Errno, fault);
      return fault.kind as Errno;
    }
    this.step('readInode', 0, 0, 0, null);
    return this.inode.read();
  }

  writeInode(record: InodeRecord): Ret {
    const fault = this.plan.strike('writeInode', 0, 0);
    if (fault) return this.step('writeInode', 0, 0, fault.kind as Errno, fault);
    this.inode.write(record);
    return this.step('writeInode', 0, 0, 0, null);
  }

  /**
   * Cuts the power: flushed data stays (but for `lost` faults), of unflushed sectors and of an unflushed inode
   * record a subset stays that (seed of the disk, `seedForSubset`, number of the cut) determines.
   * A sector whose allocation is lost is a hole again.
   */
  powerCut(seedForSubset = 0): void {
    const survives = coins(Math.imul(this.seed ^ seedForSubset, 0x85ebca6b) + this.cuts++);
    this.inode.powerCut(survives());
    const survivors = dropUnflushed(this.medium, survives);
    const fault = this.plan.strike('powerCut', 0, this.geometry.sectors);
    const lost = fault ? (this.history?.lose(this.medium, fault, survivors) ?? 0) : 0;
    this.step('powerCut', 0, lost, 0, lost > 0 ? fault : null);
  }

  /** A copy of what the sector would hold had no fault lied; zeros for a hole. */
  truth(sector: number): Uint8Array {
    return this.medium.truth(sector);
  }

  /** A copy of what a read returns that meets no further fault; not counted, not logged. */
  view(sector: number): Uint8Array {
    return this.medium.view(sector);
  }

  /** Puts bytes (whole sectors) on the disk, durable, before the scenario's first operation: not counted, not logged. */
  install(sector: number, bytes: Uint8Array): void {
    this.medium.install(sector, bytes.length / this.geometry.sectorSize, bytes);
  }

  /** As `install`, for the inode record. */
  installInode(record: InodeRecord): void {
    this.inode.write(record);
    this.inode.commit();
  }

  /** The inode record as it stands, without counting or logging. */
  viewInode(): InodeRecord {
    return this.inode.read();
  }

  /** The steps since the last call. */
  takeLog(): DiskStep[] {
    const { log } = this;
    this.log = [];
    return log;
  }

  /** Sectors that have space behind them. */
  get allocatedSectors(): number {
    return this.medium.allocated;
  }

  /** Releases the store; the disk can't be used any more. */
  close(): void {
    this.medium.undo.close();
    this.store.close();
  }

  private inRange(sector: number, count: number): boolean {
    return Number.isInteger(count) && sector >= 0 && sector + count <= this.geometry.sectors;
  }

  private allAllocated(sector: number, count: number): boolean {
    for (let i = 0; i < count; i++) if (!this.medium.isAllocated(sector + i)) return false;
    return true;
  }

  private step(op: DiskOperation, sector: number, count: number, ret: Ret, fault: Fault | null): Ret {
    return this.stepOf(op, sector, count, ret, fault ? (fault.kind as DiskStep['struck']) : null);
  }

  private stepOf(op: DiskOperation, sector: number, count: number, ret: Ret, struck: DiskStep['struck']): Ret {
    if (this.logging) this.log.push({ op, sector, count, ret, struck });
    return ret;
  }
}
