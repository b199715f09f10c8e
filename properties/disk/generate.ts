import fc from 'fast-check';
import type { Call, Capability, Fault, ProfileId, Scenario } from '../../contract/index.js';
import { diskFaultOf, someDiskFaults, type AbstractDiskFault } from '../generate/disk-faults.js';
import { allowedBy } from '../generate/needs.js';
import { scenarioOf, withEra } from '../generate/scenario.js';
import { aSetting, settingOf, type Setting } from '../generate/setting.js';
import { aStep, type StepKind } from '../generate/step.js';
import { metBy } from './met-by.js';

const WEIGHTS: Readonly<Record<StepKind, number>> = {
  write: 8,
  pwrite: 12,
  seekAndWrite: 6,
  read: 3,
  pread: 5,
  lseek: 2,
  fstat: 1,
  ftruncate: 3,
  fsync: 4,
  fdatasync: 2,
  open: 3,
  dup: 1,
  close: 1,
  writeback: 3,
  dropCaches: 3,
  powerCut: 2,
};

/**
 * Random scenarios at `disk` level: 3 to 14 calls on one file with up to two faults. They use only what the
 * capabilities allow. `factors` steer towards some faults.
 */
export function diskScenarios(
  profile: ProfileId,
  capabilities: readonly Capability[],
  factors?: readonly number[],
): fc.Arbitrary<Scenario> {
  const allowed = { capabilities: withEra(allowedBy(capabilities), profile), misaligned: true };
  return fc
    .record({
      seed: fc.noBias(fc.integer({ min: 0, max: 0xffffffff })),
      setting: aSetting,
      steps: fc.array(aStep(WEIGHTS), { minLength: 2, maxLength: 10, size: 'max' }),
      faults: someDiskFaults(factors),
    })
    .map(({ seed, setting, steps, faults }) => {
      const start = settingOf(setting, allowed.capabilities);
      return scenarioOf({ level: 'disk', profile, seed, allowed }, start, steps, (calls) =>
        faultsIn(faults.faults.slice(0, faults.count), start, calls),
      );
    });
}

/** A fault that no operation of these calls can meet is left out. */
function faultsIn(choices: readonly AbstractDiskFault[], { disk }: Setting, calls: readonly Call[]): Fault[] {
  return choices
    .filter(({ row }) => metBy(calls)(row))
    .map((choice) => diskFaultOf(choice, disk.sectorSize, disk.sectors));
}
