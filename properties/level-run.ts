import fc from 'fast-check';
import {
  Misbehaviour,
  mix,
  type Counterexample,
  type Deviation,
  type Level,
  type ProfileId,
  type Scenario,
  type Target,
} from '../contract/index.js';
import { CoverageRecorder, universeOf, type Rule } from '../model/index.js';
import { toCounterexample } from './counterexample.js';
import type { Engine } from './engine.js';
import type { Progress } from './options.js';
import { drive } from './run/drive.js';
import { runScenario, type ScenarioRun } from './run/run-scenario.js';
import { sameCause } from './shrink/cause.js';
import { shrink } from './shrink/shrink.js';
import { Tally } from './tally.js';

/** Scenarios between two looks at the clock, the abort signal and the progress bar. */
const BATCH = 200;
/** Deviating scenarios after which a level stops: the target is broken, and more of the same teaches nothing. */
const DEVIATION_LIMIT = 200;

export interface LevelPlan {
  readonly target: Target;
  readonly engine: Engine;
  readonly profile: ProfileId;
  readonly seed: number;
  readonly runs: number;
  /** Milliseconds for the random phase instead of `runs`. */
  readonly timeMs?: number;
  readonly isSelected: (rule: Rule) => boolean;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What the search of one level found. */
export class LevelRun {
  readonly level: Level;
  readonly tally: Tally;
  readonly coverage: CoverageRecorder;
  readonly leaves = new Set<string>();
  readonly capabilitiesUsed = new Set<string>();
  sweep = 0;
  random = 0;
  calls = 0;
  interrupted = false;
  misbehaviour: { error: Misbehaviour; scenario: Scenario } | undefined;
  /** The smallest deviating scenario of each broken rule. */
  private readonly found = new Map<string, { scenario: Scenario; deviation: Deviation }>();
  private deviations = 0;

  constructor(private readonly plan: LevelPlan) {
    this.level = plan.engine.level;
    this.tally = new Tally(this.level, plan.profile, plan.isSelected);
    this.coverage = new CoverageRecorder(universeOf(plan.profile));
  }

  /** The sweep, then the random scenarios. */
  async search(): Promise<void> {
    const { plan } = this;
    const sweep = plan.engine.sweep(plan.profile, plan.seed, plan.target);
    for (let at = 0; at < sweep.length && !this.stopped; at += BATCH) {
      this.report('sweep', at, sweep.length);
      this.sweep += await this.batch(sweep.slice(at, at + BATCH));
    }
    const deadline = plan.timeMs === undefined ? undefined : performance.now() + plan.timeMs;
    const scenarios = plan.engine.random(plan.profile, plan.target);
    for (let batch = 0; !this.stopped; batch++) {
      const left = deadline === undefined ? plan.runs - this.random : performance.now() < deadline ? BATCH : 0;
      if (left <= 0) break;
      this.report('random', this.random, deadline === undefined ? plan.runs : undefined);
      const seed = mix(mix(plan.seed) ^ batch) | 0;
      this.random += await this.batch(fc.sample(scenarios, { seed, numRuns: Math.min(BATCH, left) }));
    }
    this.report('random', this.random, deadline === undefined ? plan.runs : undefined);
  }

  /** The smallest counterexample of each broken rule, shrunk, in table order of the rules. */
  async counterexamples(): Promise<{ found: Counterexample[]; nondeterministic: string[] }> {
    const found: Counterexample[] = [];
    const nondeterministic: string[] = [];
    for (const { scenario, deviation } of this.found.values()) {
      const again = await this.rerun(scenario);
      if (!again || !sameCause(deviation, again)) {
        nondeterministic.push(`${deviation.rule}: the same scenario run again ended differently`);
        continue;
      }
      const rerun = function* (this: LevelRun, candidate: Scenario) {
        return yield* this.deviationOf(candidate);
      }.bind(this);
      const smallest = await drive(shrink(scenario, deviation, rerun));
      const run = await drive(this.scenarioRun(smallest.scenario));
      found.push(toCounterexample(this.plan.target, smallest.scenario, run.calls, smallest.deviation));
    }
    return { found, nondeterministic };
  }

  private get stopped(): boolean {
    return this.interrupted || this.misbehaviour !== undefined || this.deviations >= DEVIATION_LIMIT;
  }

  private async batch(scenarios: readonly Scenario[]): Promise<number> {
    let done = 0;
    for (const scenario of scenarios) {
      await this.one(scenario);
      done++;
      if (this.stopped) break;
    }
    // Lets Ctrl-C and the progress bar in.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.plan.signal?.aborted) this.interrupted = true;
    return done;
  }

  private async one(scenario: Scenario): Promise<void> {
    const { engine, target, isSelected } = this.plan;
    try {
      const running = drive(
        runScenario(engine, target, scenario, {
          isSelected,
          coverage: this.coverage,
          onJudged: (judgement, blamed) => {
            this.calls++;
            this.tally.add(judgement, blamed);
            if (judgement.leaves.length === 1 && judgement.differences.length === 0)
              this.leaves.add(judgement.leaves[0]);
          },
        }),
      );
      const { deviation } = running instanceof Promise ? await running : running;
      if (deviation) this.keep(scenario, deviation);
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      this.misbehaviour = { error, scenario };
    }
  }

  private keep(scenario: Scenario, deviation: Deviation): void {
    this.deviations++;
    const known = this.found.get(deviation.rule);
    if (!known || weight(scenario) < weight(known.scenario)) this.found.set(deviation.rule, { scenario, deviation });
  }

  private *scenarioRun(scenario: Scenario): Generator<unknown, ScenarioRun, unknown> {
    const { engine, target, isSelected } = this.plan;
    return yield* runScenario(engine, target, scenario, { isSelected });
  }

  private *deviationOf(scenario: Scenario): Generator<unknown, Deviation | null, unknown> {
    try {
      return (yield* this.scenarioRun(scenario)).deviation;
    } catch (error) {
      if (error instanceof Misbehaviour) return null;
      throw error;
    }
  }

  private async rerun(scenario: Scenario): Promise<Deviation | null> {
    return drive(this.deviationOf(scenario));
  }

  private report(phase: Progress['phase'], done: number, total: number | undefined): void {
    this.plan.onProgress?.({ level: this.level, phase, done, total, deviations: this.deviations });
  }
}

/** Smaller is better to read: few calls, then few faults, then little text. */
const weight = (scenario: Scenario): number =>
  scenario.calls.length * 1e9 + scenario.faults.length * 1e7 + JSON.stringify(scenario).length;
