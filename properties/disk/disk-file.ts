import type { Geometry } from '../../contract/index.js';
import { FileStore, type SectorStore } from '../../impl/disk/index.js';

const SECTOR = 512;

/** Size of the file behind `--disk FILE`, in bytes: room for the largest disk that scenarios use. */
export const DISK_FILE_BYTES = 1 << 20;

/**
 * Opens the file once; each scenario's disk is a window at its start. A file that does not exist is made; one of
 * another size is refused and stays as it is (UsageError).
 */
export function openDiskFile(path: string): { storeOf: (geometry: Geometry) => SectorStore; close: () => void } {
  const file = new FileStore(path, { sectorSize: SECTOR, sectors: DISK_FILE_BYTES / SECTOR, provisioned: 0 });
  return { storeOf: (geometry) => windowOf(file, geometry), close: () => file.close() };
}

function windowOf(file: FileStore, geometry: Geometry): SectorStore {
  const ratio = geometry.sectorSize / SECTOR;
  if (geometry.sectors * geometry.sectorSize > DISK_FILE_BYTES)
    throw new RangeError(
      `a scenario's disk of ${geometry.sectors * geometry.sectorSize} bytes does not fit the disk file`,
    );
  return {
    read: (sector, count, into, at) => file.read(sector * ratio, count * ratio, into, at),
    write: (sector, count, from, at) => file.write(sector * ratio, count * ratio, from, at),
    zero: (sector, count) => file.zero(sector * ratio, count * ratio),
    close: () => undefined,
  };
}
