import { PAGE_SIZE } from '../../contract/index.js';

const SECTOR = 512;

/** Numbers of bytes that need no explanation: none, the first few, a sector, pages. */
const PLAIN = [0, 1, 2, 3, SECTOR, PAGE_SIZE, 2 * PAGE_SIZE, 4 * PAGE_SIZE];
/** Numbers that lie next to those, or between them. */
const NEAR = [...PLAIN.slice(4).flatMap((bytes) => [bytes - 1, bytes + 1]), 2 * SECTOR, 3 * SECTOR, 3 * PAGE_SIZE].sort(
  (a, b) => a - b,
);

/** For requests in whole sectors: none, the first few, pages. */
const plainSectors = (sector: number): number[] => [
  ...new Set([0, sector, 2 * sector, 3 * sector, PAGE_SIZE, 2 * PAGE_SIZE, 4 * PAGE_SIZE]),
];

/**
 * Numbers that say more than `bytes`, best first: smaller ones, and the nearest above when `bytes` itself means nothing.
 * With `unit`, the sector size, multiples of it come before all others.
 */
export function plainerThan(bytes: number, unit = 1): number[] {
  const below = (numbers: readonly number[]): number[] => numbers.filter((plainer) => plainer < bytes);
  if (unit > 1) {
    const sectors = plainSectors(unit);
    if (bytes % unit === 0) return sectors.includes(bytes) ? below(sectors) : upToNext(sectors, bytes);
    return [...upToNext(sectors, bytes), ...below(PLAIN)];
  }
  if (PLAIN.includes(bytes)) return below(PLAIN);
  if (NEAR.includes(bytes)) return [...upToNext(PLAIN, bytes), ...below(NEAR)];
  return [...upToNext(PLAIN, bytes), ...below(NEAR), bytes - (bytes % SECTOR)];
}

/** Those below, and the next above. */
const upToNext = (numbers: readonly number[], bytes: number): number[] =>
  numbers.filter((_, i) => i === 0 || numbers[i - 1] < bytes);
