import {
  DEFAULT_PROFILE,
  Misbehaviour,
  type Counterexample,
  type KnownDeviation,
  type Level,
  type ProfileId,
  type Scenario,
  type Target,
} from '../../contract/index.js';
import { toCounterexample } from '../counterexample.js';
import type { Engine } from '../engine.js';
import { openDiskFile } from '../disk/disk-file.js';
import { engineOf } from '../engines.js';
import { observeSide, type SideRun } from '../run/observe-side.js';
import { runScenario, type ScenarioRun } from '../run/run-scenario.js';
import { selectRules } from '../selection.js';
import { sameCause } from '../shrink/cause.js';
import { shrink } from '../shrink/shrink.js';
import { drive, wait, type Steps } from '../run/drive.js';
import { ScenarioSpace, type Batch, type BatchAnswer, type Found } from './batch.js';
import type { Distinctness } from './distinct.js';
import { factsOf, type TargetFacts } from './facts.js';
import { runBatch } from './run-batch.js';
import { within } from './within.js';

/** What a thread must know besides the target: plain data. */
export interface SessionSetup {
  /** @default the profile that the target claims, else linux-4.x */
  readonly profile?: ProfileId;
  readonly seed: number;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly distinctness: Distinctness;
  /** What is known of the target. */
  readonly known?: readonly KnownDeviation[];
  /** Milliseconds that one scenario may take. */
  readonly timeoutMs: number;
  /** Back the virtual disk with this file instead of memory. */
  readonly diskFile?: string;
}

/** A deviation after it was run again and made small. */
export interface Settled {
  /** Null when the same scenario ended differently the second time. */
  readonly counterexample: Counterexample | null;
  /** Scenarios that were run to get there. */
  readonly reruns: number;
}

/** Runs scenarios: in this thread, or by asking others. */
export interface Runner {
  readonly facts: TargetFacts;
  /** Batches that it can run at the same time. */
  readonly width: number;
  batch(batch: Batch): Promise<BatchAnswer>;
  /** Runs a found scenario again, and shrinks it. Throws Misbehaviour. */
  settle(found: Found): Promise<Settled>;
  /** Runs one scenario. Throws Misbehaviour. */
  run(scenario: Scenario): Promise<ScenarioRun>;
  /** Ends the target and what runs it. */
  close(): Promise<void>;
}

/** The runner that holds the target; `given` is the word by which it was asked for. `beat` is told of each scenario before it runs. */
export class Session implements Runner {
  readonly facts: TargetFacts;
  readonly width = 1;
  private readonly profile: ProfileId;
  private readonly isSelected;
  private readonly diskFile;
  private readonly spaces = new Map<Level, ScenarioSpace>();
  private isClosed = false;

  constructor(
    private readonly target: Target,
    private readonly setup: SessionSetup,
    given?: string,
    private readonly beat: () => void = () => undefined,
  ) {
    this.facts = factsOf(target, given);
    this.profile = setup.profile ?? target.profile ?? DEFAULT_PROFILE;
    this.isSelected = selectRules(setup.only, setup.skip);
    this.diskFile = setup.diskFile === undefined ? undefined : openDiskFile(setup.diskFile);
  }

  async batch(batch: Batch): Promise<BatchAnswer> {
    const { target, isSelected } = this;
    const { timeoutMs, distinctness, known } = this.setup;
    const engine = this.engine(batch.level);
    const scenarios = this.space(batch.level).scenarios(batch);
    return runBatch(scenarios, {
      engine,
      target,
      profile: this.profile,
      isSelected,
      timeoutMs,
      distinctness,
      known,
      beat: () => this.begin(),
      crosses: batch.steering !== undefined,
    });
  }

  async settle({ scenario, deviation }: Found): Promise<Settled> {
    let reruns = 1;
    const rerun = (candidate: Scenario): Steps<ScenarioRun | null> => {
      reruns++;
      return this.attempt(candidate);
    };
    const again = (await this.timed(rerun(scenario)))?.deviation;
    if (!again || !sameCause(deviation, again)) return { counterexample: null, reruns };
    const deviationOf = function* (candidate: Scenario) {
      return (yield* rerun(candidate))?.deviation ?? null;
    };
    const smallest = await drive(shrink(scenario, again, deviationOf));
    const last = await this.timed(rerun(smallest.scenario));
    if (!last?.deviation || !sameCause(smallest.deviation, last.deviation)) return { counterexample: null, reruns };
    return { counterexample: toCounterexample(this.facts, smallest.scenario, last.calls, last.deviation), reruns };
  }

  async run(scenario: Scenario): Promise<ScenarioRun> {
    return this.timed(this.scenarioRun(scenario));
  }

  /** Runs one scenario to its end without a judge. */
  async observe(scenario: Scenario): Promise<SideRun> {
    this.begin();
    return drive(observeSide(this.engine(scenario.level), this.target, scenario, this.setup.timeoutMs));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.diskFile?.close();
    await this.target.close?.();
  }

  /** Before each scenario. What was interrupted is not waited for: it ends here, and leaves the target alone. */
  private begin(): void {
    if (this.isClosed) throw new Error('the session is closed');
    this.beat();
  }

  private timed<T>(steps: Steps<T>): Promise<T> {
    return Promise.resolve(within(drive(steps), this.setup.timeoutMs));
  }

  private scenarioRun(scenario: Scenario): Steps<ScenarioRun> {
    this.begin();
    const { target, isSelected } = this;
    return runScenario(this.engine(scenario.level), target, scenario, { isSelected });
  }

  /** Null when the target misbehaves. */
  private *attempt(scenario: Scenario): Steps<ScenarioRun | null> {
    try {
      return yield* wait(within(drive(this.scenarioRun(scenario)), this.setup.timeoutMs));
    } catch (error) {
      if (error instanceof Misbehaviour) return null;
      throw error;
    }
  }

  private engine(level: Level): Engine {
    return engineOf(level, this.diskFile?.storeOf);
  }

  private space(level: Level): ScenarioSpace {
    let space = this.spaces.get(level);
    const { seed } = this.setup;
    if (!space) this.spaces.set(level, (space = new ScenarioSpace(this.engine(level), this.profile, seed, this.facts)));
    return space;
  }
}
