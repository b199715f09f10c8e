import type { Capability, Fault, ProfileId, Scenario } from '../../contract/index.js';
import { boundedDiskFaults } from '../generate/disk-faults.js';
import { allowedBy } from '../generate/needs.js';
import { sweepOf } from '../generate/row.js';
import { SHORT_SEQUENCES } from '../generate/sequences.js';
import { metBy } from './met-by.js';

/** Every short sequence with every fault at each of its first occurrences, once and for good. */
export function diskBounded(profile: ProfileId, seed: number, capabilities: readonly Capability[]): Scenario[] {
  const bare = sweepOf('disk', profile, seed, SHORT_SEQUENCES, allowedBy(capabilities));
  const faults = boundedDiskFaults();
  return bare.flatMap((scenario) => [
    scenario,
    ...faults.filter(metBy(scenario.calls)).map((fault: Fault): Scenario => ({ ...scenario, faults: [fault] })),
  ]);
}
