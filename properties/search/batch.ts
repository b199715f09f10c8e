import fc from 'fast-check';
import {
  mix,
  type CallObservation,
  type Capability,
  type Deviation,
  type Level,
  type MisbehaviourVerdict,
  type ProfileId,
  type Scenario,
} from '../../contract/index.js';
import type { CoverageCounts } from '../../model/index.js';
import type { Engine } from '../engine.js';
import type { TallyCounts } from '../tally.js';
import type { TargetFacts } from './facts.js';
import type { Steering } from './steering.js';

/** Scenarios in a batch: small enough for a lively progress bar, large enough to be sent to a thread. */
export const BATCH = 200;

/** `bounded`: every short sequence within a bound. */
export type Phase = 'sweep' | 'bounded' | 'random';

/** A piece of work, as plain data: any thread that knows the target makes the same scenarios of it. */
export interface Batch {
  readonly level: Level;
  readonly phase: Phase;
  /** The how-manyeth of its phase, from 0. */
  readonly index: number;
  /** Scenarios, 1 to BATCH. */
  readonly size: number;
  readonly steering?: Steering;
}

/** A deviating scenario, as it was met. */
export interface Found {
  readonly scenario: Scenario;
  readonly calls: readonly CallObservation[];
  readonly deviation: Deviation;
}

/** How a target misbehaved, and on which scenario. */
export interface Misbehaved {
  readonly verdict: MisbehaviourVerdict;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly scenario: Scenario;
}

/** What a batch brought, as plain data. */
export interface BatchAnswer {
  /** Scenarios that were run. */
  readonly ran: number;
  readonly calls: number;
  readonly tally: TallyCounts;
  readonly coverage: CoverageCounts;
  /** Leaves in which some call surely ended. */
  readonly leaves: readonly string[];
  readonly exercised: readonly Capability[];
  /** How many scenarios deviated. */
  readonly deviations: number;
  /** Of each distinct deviation the smallest scenario. */
  readonly found: readonly Found[];
  /** Planned fault x transition, see steering.ts. */
  readonly crossed?: Uint32Array;
  readonly misbehaved?: Misbehaved;
}

/** The scenarios of one level under one profile. */
export class ScenarioSpace {
  private readonly lists = new Map<Exclude<Phase, 'random'>, Scenario[]>();

  constructor(
    private readonly engine: Engine,
    private readonly profile: ProfileId,
    private readonly seed: number,
    private readonly facts: TargetFacts,
  ) {}

  /** How many scenarios a complete phase has. */
  count(phase: Exclude<Phase, 'random'>): number {
    return this.list(phase).length;
  }

  /** The scenarios of a batch: of a list its part, of the random ones those that its index seeds. */
  scenarios({ phase, index, size, steering }: Batch): readonly Scenario[] {
    if (phase !== 'random') return this.list(phase).slice(index * BATCH, index * BATCH + size);
    const arbitrary = this.engine.random(this.profile, this.facts, steering);
    return fc.sample(arbitrary, { seed: mix(mix(this.seed) ^ index) | 0, numRuns: size });
  }

  private list(phase: Exclude<Phase, 'random'>): Scenario[] {
    let list = this.lists.get(phase);
    if (!list) this.lists.set(phase, (list = this.engine[phase](this.profile, this.seed, this.facts)));
    return list;
  }
}

/** Smaller is better to read: few calls, then few faults, then little text. */
export const weight = (scenario: Scenario): number =>
  scenario.calls.length * 1e9 + scenario.faults.length * 1e7 + JSON.stringify(scenario).length;
