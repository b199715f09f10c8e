import { expect, it } from '@jest/globals';
import type { Fault } from '../../contract/index.js';
import { fault } from '../generate/call.js';
import { DISK_FAULT_NAMES, faultName } from '../generate/disk-faults.js';
import { CrossCoverage } from './steering.js';

const EIO = fault('write', 'EIO');
const SHORT = fault('write', 'short');

/** A cross coverage in which each fault was seen with so many transitions. */
function crossed(seen: readonly [Fault, number][]): CrossCoverage {
  const cross = new CrossCoverage('disk', 'linux-4.x');
  for (const [struck, transitions] of seen) {
    const before = new Uint32Array(200);
    cross.add(
      [struck],
      before,
      before.map((_, i) => (i < transitions ? 1 : 0)),
    );
  }
  return cross;
}
const factorOf = (cross: CrossCoverage, { on, kind }: Fault): number =>
  cross.steering()[DISK_FAULT_NAMES.indexOf(faultName({ on, kind }))];

it('does not steer before anything was seen', () => {
  expect(new Set(crossed([]).steering())).toEqual(new Set([1]));
});

it('draws a fault more often, the fewer transitions it was seen with', () => {
  const cross = crossed([
    [EIO, 30],
    [SHORT, 15],
  ]);
  expect(factorOf(cross, EIO)).toBe(1);
  expect(factorOf(cross, SHORT)).toBeGreaterThan(1);
  expect(factorOf(cross, fault('flush', 'EIO'))).toBeGreaterThan(factorOf(cross, SHORT));
});

it('counts a pair once however often it was met, and sums what threads have counted', () => {
  const cross = crossed([
    [EIO, 30],
    [EIO, 30],
  ]);
  expect(cross.seen).toBe(30);
  cross.merge(crossed([[SHORT, 5]]).counts);
  expect(cross.seen).toBe(35);
});
