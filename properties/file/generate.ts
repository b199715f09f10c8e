import fc from 'fast-check';
import type { Capability, InducibleFault, Lack, ProfileId, Scenario } from '../../contract/index.js';
import { reachesBeyondEnd } from '../generate/beyond-end.js';
import { asksMisaligned } from '../generate/misaligned.js';
import { allowedBy } from '../generate/needs.js';
import { scenarioOf, withEra, writesOf } from '../generate/scenario.js';
import { aSetting, settingOf } from '../generate/setting.js';
import { aStep, type StepKind } from '../generate/step.js';
import { someTargetFaults, targetFaultOf } from '../generate/target-faults.js';

/** Writeback, dropped caches and power cuts can be asked for only where the suite owns the disk. */
const WEIGHTS: Readonly<Record<StepKind, number>> = {
  write: 8,
  pwrite: 12,
  seekAndWrite: 6,
  read: 3,
  pread: 5,
  lseek: 3,
  fstat: 1,
  ftruncate: 3,
  fsync: 3,
  fdatasync: 1,
  open: 3,
  dup: 2,
  close: 1,
  writeback: 0,
  dropCaches: 0,
  powerCut: 0,
};

/**
 * Random scenarios at `file` level: 3 to 14 calls with up to two of the faults that the target can induce.
 * They use only what the capabilities and `induces` allow.
 */
export function fileScenarios(
  profile: ProfileId,
  capabilities: readonly Capability[],
  induces: readonly InducibleFault[],
  factors?: readonly number[],
  lacks: readonly Lack[] = [],
): fc.Arbitrary<Scenario> {
  const allowed = {
    capabilities: withEra(allowedBy(capabilities, induces), profile),
    misaligned: induces.includes('misaligned'),
    lacks: new Set(lacks),
  };
  return fc
    .record({
      seed: fc.noBias(fc.integer({ min: 0, max: 0xffffffff })),
      setting: aSetting,
      steps: fc.array(aStep(WEIGHTS), { minLength: 2, maxLength: 10, size: 'max' }),
      faults: someTargetFaults(factors),
    })
    .map(({ seed, setting, steps, faults }) => {
      const start = settingOf(setting, allowed.capabilities);
      return scenarioOf({ level: 'file', profile, seed, allowed }, start, steps, (calls) =>
        faults.faults
          .slice(0, faults.count)
          .flatMap((fault) => targetFaultOf(fault, induces))
          .filter(({ nth }) => nth <= writesOf(calls)),
      );
    })
    .filter((scenario) => (allowed.misaligned || !asksMisaligned(scenario)) && !reachesBeyondEnd(scenario));
}
