import { KERNEL_FUNCTIONS, type CoverageKind, type KernelFunction, type ProfileId } from '../../contract/index.js';
import type { CompiledMachine } from '../machine/compile.js';
import { explore, type Exploration } from '../machine/explore.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { obligationsOf, type Obligation } from './obligations.js';
import { waysThrough, type Ways } from './ways.js';

/** The kinds that the machines themselves give; leaves are counted from the decision table. */
export type MachineCoverageKind = Exclude<CoverageKind, 'leaves'>;

/** One machine's part of what there is to cover. */
export interface MachineUniverse {
  readonly machine: CompiledMachine;
  readonly exploration: Exploration;
  /** Everything that scripted callees can bring about. */
  readonly ways: Ways;
  readonly obligations: readonly Obligation[];
  /** Where this machine's counters start in the recorder's arrays. */
  readonly transitionOffset: number;
  readonly pairOffset: number;
  /** By state. */
  readonly vectorOffsets: readonly number[];
}

/** All there is to cover under a profile, counted from the compiled machines. */
export interface Universe {
  readonly profile: ProfileId;
  readonly machines: readonly MachineUniverse[];
  readonly indexOf: Readonly<Record<KernelFunction, number>>;
  /** Lengths of the recorder's arrays. */
  readonly transitionsLength: number;
  readonly pairsLength: number;
  readonly vectorsLength: number;
}

const universes = new Map<ProfileId, Universe>();

/** Explored once per profile. */
export function universeOf(profile: ProfileId): Universe {
  let universe = universes.get(profile);
  if (!universe) universes.set(profile, (universe = countUniverse(profile)));
  return universe;
}

function countUniverse(profile: ProfileId): Universe {
  let transitionsLength = 0;
  let pairsLength = 0;
  let vectorsLength = 0;
  const machines = KERNEL_FUNCTIONS.map((name): MachineUniverse => {
    const machine = compiled(name, PROFILES[profile]);
    const exploration = explore(machine);
    const transitionOffset = transitionsLength;
    const pairOffset = pairsLength;
    const vectorOffsets = machine.states.map(({ byBits }) => (vectorsLength += byBits.length) - byBits.length);
    transitionsLength += machine.edges.length;
    pairsLength += machine.edges.length ** 2;
    const obligations = obligationsOf(machine);
    return {
      machine,
      exploration,
      ways: waysThrough(exploration),
      obligations,
      transitionOffset,
      pairOffset,
      vectorOffsets,
    };
  });
  const indexOf = Object.fromEntries(KERNEL_FUNCTIONS.map((name, index) => [name, index])) as Universe['indexOf'];
  return { profile, machines, indexOf, transitionsLength, pairsLength, vectorsLength };
}
