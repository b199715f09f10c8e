import type { Scenario } from '../../contract/index.js';
import { reachesBeyondEnd } from '../generate/beyond-end.js';
import { asksMisaligned } from '../generate/misaligned.js';
import { needsOf } from '../generate/needs.js';

/**
 * Tells whether a smaller scenario asks nothing of a target that the original did not: no other capability, and on
 * storage of its own no misaligned direct request and nothing behind the end of the disk.
 */
export function fairnessOf(original: Scenario): (candidate: Scenario) => boolean {
  const needs = needsOf(original);
  const isForeign = original.level === 'file';
  const misaligned = isForeign && asksMisaligned(original);
  const beyond = isForeign && reachesBeyondEnd(original);
  return (candidate) =>
    fitsDisk(candidate) &&
    [...needsOf(candidate)].every((need) => needs.has(need)) &&
    (!isForeign || ((misaligned || !asksMisaligned(candidate)) && (beyond || !reachesBeyondEnd(candidate))));
}

/** What the file holds lies in whole sectors of the disk, sorted and apart; a block device is its disk. */
function fitsDisk({ file, disk, level }: Scenario): boolean {
  const { sectorSize, sectors, provisioned } = disk;
  const limit = sectorSize * sectors;
  if (file.kind === 'block' && file.size !== limit) return false;
  if (level === 'iter') return true;
  let used = 0;
  let end = 0;
  for (const { from, to } of file.allocated) {
    if (from < end || from >= to || from % sectorSize !== 0 || to % sectorSize !== 0) return false;
    used += (to - from) / sectorSize;
    end = to;
  }
  return file.size <= limit && end <= limit && used <= provisioned && provisioned <= sectors;
}
