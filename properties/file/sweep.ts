import type { CallName, Capability, InducibleFault, Lack, ProfileId, Scenario } from '../../contract/index.js';
import { CALL_ROWS } from '../disk/sweep-calls.js';
import { CHECK_ROWS } from '../disk/sweep-checks.js';
import { DIRECT_ROWS } from '../disk/sweep-direct.js';
import { LEAF_ROWS } from '../disk/sweep-leaves.js';
import { PERFORM_ROWS } from '../disk/sweep-perform.js';
import { PRIVILEGE_ROWS } from '../disk/sweep-privileges.js';
import { SYNC_ROWS } from '../disk/sweep-sync.js';
import { TRUNCATE_ROWS } from '../disk/sweep-truncate.js';
import { reachesBeyondEnd } from '../generate/beyond-end.js';
import { asksMisaligned } from '../generate/misaligned.js';
import { allowedBy } from '../generate/needs.js';
import { sweepOf, sweepScenario, type Row } from '../generate/row.js';
import {
  BAD_SEGMENT_FAULT_ROWS,
  DAX_FAULT_ROWS,
  DEVICE_FAULT_ROWS,
  PRIVILEGED_FAULT_ROWS,
  SHORT_THEN_FAULT_ROWS,
  TARGET_FAULT_ROWS,
} from './sweep-target-faults.js';

const NEEDS_DISK: readonly CallName[] = ['writeback', 'dropCaches', 'powerCut'];

/** Nothing in the row asks for the suite's own disk. */
const needsNoDisk = ({ faults = [], spareSectors, calls }: Row): boolean =>
  spareSectors === undefined &&
  faults.every(({ on }) => on === 'target') &&
  !calls.some(({ call }) => NEEDS_DISK.includes(call));

/** Only the suite's own disk has a known largest file. */
const staysBelowEnd = (row: Row): boolean => !reachesBeyondEnd(sweepScenario('file', 'linux-4.x', 1, row, 'cache'));

export const FILE_ROWS: readonly Row[] = [
  ...LEAF_ROWS,
  ...CHECK_ROWS,
  ...PRIVILEGE_ROWS,
  ...PERFORM_ROWS,
  ...DIRECT_ROWS,
  ...SYNC_ROWS,
  ...CALL_ROWS,
  ...TRUNCATE_ROWS,
  ...TARGET_FAULT_ROWS,
  ...SHORT_THEN_FAULT_ROWS,
  ...PRIVILEGED_FAULT_ROWS,
  ...DAX_FAULT_ROWS,
  ...DEVICE_FAULT_ROWS,
  ...BAD_SEGMENT_FAULT_ROWS,
].filter((row) => needsNoDisk(row) && staysBelowEnd(row));

/** What a target's own storage can show, from hand-written tables, with the faults that the target can induce. */
export function fileSweep(
  profile: ProfileId,
  seed: number,
  capabilities: readonly Capability[],
  induces: readonly InducibleFault[],
  lacks: readonly Lack[] = [],
): Scenario[] {
  return sweepOf('file', profile, seed, FILE_ROWS, allowedBy(capabilities, induces), new Set(lacks)).filter(
    (scenario) =>
      scenario.faults.every(({ kind }) => (induces as readonly string[]).includes(kind)) &&
      (induces.includes('misaligned') || !asksMisaligned(scenario)),
  );
}
