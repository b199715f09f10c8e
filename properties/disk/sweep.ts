import type { Capability, ProfileId, Scenario } from '../../contract/index.js';
import { allowedBy } from '../generate/needs.js';
import { sweepOf, type Row } from '../generate/row.js';
import { CALL_ROWS } from './sweep-calls.js';
import { CHECK_ROWS, MAX_BYTES_ROWS } from './sweep-checks.js';
import { DIRECT_ROWS } from './sweep-direct.js';
import { DURABILITY_ROWS } from './sweep-durability.js';
import { LEAF_ROWS } from './sweep-leaves.js';
import { MAPPING_ERROR_ROWS } from './sweep-mapping-errors.js';
import { PERFORM_ROWS } from './sweep-perform.js';
import { PRIVILEGE_ROWS } from './sweep-privileges.js';
import { SYNC_ROWS } from './sweep-sync.js';
import { TRUNCATE_ROWS } from './sweep-truncate.js';

export const DISK_ROWS: readonly Row[] = [
  ...LEAF_ROWS,
  ...CHECK_ROWS,
  ...MAX_BYTES_ROWS,
  ...PRIVILEGE_ROWS,
  ...PERFORM_ROWS,
  ...DIRECT_ROWS,
  ...MAPPING_ERROR_ROWS,
  ...SYNC_ROWS,
  ...CALL_ROWS,
  ...TRUNCATE_ROWS,
  ...DURABILITY_ROWS,
];

/** Everything that the disk can bring about, from hand-written tables: nothing is left to chance. */
export const diskSweep = (profile: ProfileId, seed: number, capabilities: readonly Capability[]): Scenario[] =>
  sweepOf('disk', profile, seed, DISK_ROWS, allowedBy(capabilities));
