import {
  isWrite,
  type Call,
  type Capability,
  type Fault,
  type Lack,
  type Level,
  type OpenFlag,
  type ProfileId,
  type Scenario,
} from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import { Believed } from './believed.js';
import { concrete, type Allowed } from './concrete.js';
import type { Setting } from './setting.js';
import { spelled } from './spelled.js';
import type { AbstractStep } from './step.js';

/** Sources of two calls with the same number modulo DISTINCT_CALLS look alike; so a scenario has no more calls. */
export const MAX_CALLS = 14;

/** At the start an open; at the end the whole file is read, so that its content is judged. */
const CLOSING_CALLS = 2;
/** A slot that no step uses. */
const CLOSING_SLOT = 15;

const NOTHING: ReadonlySet<Lack> = new Set();

export interface Frame {
  readonly level: Level;
  readonly profile: ProfileId;
  readonly seed: number;
  readonly allowed: Allowed;
}

/** The steps made concrete one after the other on one file. `faultsFor` sees the calls that came out. */
export function scenarioOf(
  { level, profile, seed, allowed }: Frame,
  setting: Setting,
  steps: readonly AbstractStep[],
  faultsFor: (calls: readonly Call[]) => Fault[],
): Scenario {
  const believed = new Believed(setting);
  const calls: Call[] = [];
  const { lacks = NOTHING } = allowed;
  const opened = new Map<number, readonly OpenFlag[]>();
  for (const step of steps) {
    const next = spelled(concrete(step, believed, allowed), lacks, opened);
    if (calls.length + next.length > MAX_CALLS - CLOSING_CALLS) break;
    for (const call of next) believed.apply(call);
    calls.push(...next);
  }
  calls.push(
    { call: 'open', fd: CLOSING_SLOT, flags: ['O_RDONLY'] },
    { call: 'pread', fd: CLOSING_SLOT, length: Math.max(believed.limit, believed.size), position: 0 },
  );
  return { schema: 'woe.scenario/1', level, profile, seed, ...setting, calls, faults: faultsFor(calls) };
}

/** DAX came with the era that has a rule for it. */
export const withEra = (capabilities: ReadonlySet<Capability>, profile: ProfileId): Set<Capability> =>
  new Set([...capabilities].filter((capability) => capability !== 'dax' || PROFILES[profile].daxRule));

export const writesOf = (calls: readonly Call[]): number => calls.filter(isWrite).length;
