import {
  isWrite,
  type CallName,
  type Capability,
  type InducibleFault,
  type Lack,
  type ProfileId,
  type Scenario,
} from '../../contract/index.js';
import { induced } from '../generate/call.js';
import { asksMisaligned } from '../generate/misaligned.js';
import { allowedBy } from '../generate/needs.js';
import { sweepOf } from '../generate/row.js';
import { SHORT_SEQUENCES } from '../generate/sequences.js';

/** Calls that only the suite's own disk has. */
const NEEDS_DISK: readonly CallName[] = ['writeback', 'dropCaches', 'powerCut'];
const ROWS = SHORT_SEQUENCES.filter(({ calls }) => !calls.some(({ call }) => NEEDS_DISK.includes(call)));

/** Bytes after which a fault strikes: none, one, a sector, a page. */
const AFTER = [0, 1, 512, 4096];

/** Every short sequence with every fault that the target can induce, before each of its writes, after few bytes. */
export function fileBounded(
  profile: ProfileId,
  seed: number,
  capabilities: readonly Capability[],
  induces: readonly InducibleFault[],
  lacks: readonly Lack[] = [],
): Scenario[] {
  const bare = sweepOf('file', profile, seed, ROWS, allowedBy(capabilities, induces), new Set(lacks)).filter(
    (scenario) => induces.includes('misaligned') || !asksMisaligned(scenario),
  );
  return bare.flatMap((scenario) => {
    const writes = scenario.calls.filter(isWrite).length;
    const faults = Array.from({ length: writes }, (_, i) => i + 1).flatMap((nth) =>
      AFTER.flatMap((bytes) => [
        induced('shortAfter', nth, bytes),
        induced('enospcAfter', nth, bytes),
        induced('errorAfter', nth, bytes, 'EIO'),
      ]),
    );
    const possible = faults.filter(({ kind }) => (induces as readonly string[]).includes(kind));
    return [scenario, ...possible.map((fault): Scenario => ({ ...scenario, faults: [fault] }))];
  });
}
