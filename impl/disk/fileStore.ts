import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync, type Stats } from 'node:fs';
import { UsageError, preview, type Geometry } from '../../contract/index.js';
import type { SectorStore } from './sectorStore.js';

/**
 * Sectors in a file of the host, byte for byte: sector s begins at byte s * sectorSize.
 * A file that does not exist is made (sparse); one that exists must have exactly the size of the disk and is not
 * touched otherwise. Throws UsageError when the path can't serve.
 */
export class FileStore implements SectorStore {
  private readonly fd: number;
  private readonly sectorSize: number;
  private readonly zeros: Uint8Array;

  constructor(path: string, geometry: Geometry) {
    const size = geometry.sectors * geometry.sectorSize;
    if (!Number.isSafeInteger(size)) throw new UsageError(`a disk of ${size} bytes is too large for a file`);
    this.fd = openExisting(path, size) ?? create(path, size);
    this.sectorSize = geometry.sectorSize;
    this.zeros = new Uint8Array(geometry.sectorSize);
  }

  read(sector: number, count: number, into: Uint8Array, at: number): void {
    const bytes = count * this.sectorSize;
    for (let done = 0; done < bytes;) {
      const got = readSync(this.fd, into, at + done, bytes - done, sector * this.sectorSize + done);
      if (got === 0) throw new Error('the file behind the virtual disk was shortened by someone else');
      done += got;
    }
  }

  write(sector: number, count: number, from: Uint8Array, at: number): void {
    const bytes = count * this.sectorSize;
    for (let done = 0; done < bytes;)
      done += writeSync(this.fd, from, at + done, bytes - done, sector * this.sectorSize + done);
  }

  zero(sector: number, count: number): void {
    for (let i = 0; i < count; i++) this.write(sector + i, 1, this.zeros, 0);
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** Undefined if there is no such file. */
function openExisting(path: string, size: number): number | undefined {
  const fd = attempt(path, 'r+');
  if (fd === undefined) return undefined;
  const problem = unsuitable(fstatSync(fd), size);
  if (problem === undefined) return fd;
  closeSync(fd);
  throw new UsageError(`disk file ${preview(path)}: ${problem}`);
}

const unsuitable = (stats: Stats, size: number): string | undefined => {
  if (!stats.isFile()) return 'expected a regular file';
  if (stats.size === size) return undefined;
  return `expected ${size} bytes (sectors * sectorSize), got ${stats.size}; the file was not changed`;
};

function create(path: string, size: number): number {
  const fd = attempt(path, 'wx+');
  if (fd === undefined) throw new UsageError(`disk file ${preview(path)}: its directory does not exist`);
  ftruncateSync(fd, size);
  return fd;
}

/** The descriptor, or undefined for ENOENT; any other failure is the user's to solve. */
function attempt(path: string, flags: 'r+' | 'wx+'): number | undefined {
  try {
    return openSync(path, flags);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(
      `disk file ${preview(path)}: can't be opened for reading and writing (${code ?? String(error)})`,
    );
  }
}
