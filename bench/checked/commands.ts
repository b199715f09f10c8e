import { WRITES } from './workload.js';

/** `fc.commands` draws every length up to this equally often, so that a disk sees WRITES commands on average. */
export const MOST_COMMANDS = 2 * WRITES;
/** Fresh disks in one batch. */
export const RUNS = 4;
