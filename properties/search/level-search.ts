import {
  Misbehaviour,
  type Capability,
  type Counterexample,
  type KnownDeviation,
  type Level,
  type ProfileId,
  type Scenario,
} from '../../contract/index.js';
import { CoverageRecorder, universeOf, type Rule } from '../../model/index.js';
import { toCounterexample } from '../counterexample.js';
import type { Engine } from '../engine.js';
import { isKnownAs, type Met } from '../known/is-known.js';
import type { Progress } from '../options.js';
import { Tally } from '../tally.js';
import {
  BATCH,
  ScenarioSpace,
  type Batch,
  type BatchAnswer,
  type Found,
  type Misbehaved,
  type Phase,
} from './batch.js';
import { distinctKeyAmong, type Distinctness } from './distinct.js';
import { inOrder } from './in-order.js';
import type { Runner, Settled } from './session.js';
import { CrossCoverage } from './steering.js';

/** Batches between two changes of the steering: fixed, so that the result does not depend on the number of workers. */
const EPOCH = 8;

export interface SearchPlan {
  readonly runner: Runner;
  readonly engine: Engine;
  readonly profile: ProfileId;
  readonly seed: number;
  /** Random scenarios. */
  readonly runs: number;
  /** Milliseconds for the random phase instead of `runs`. */
  readonly timeMs?: number;
  /** With the bounded search, and steered. */
  readonly thorough: boolean;
  readonly distinctness: Distinctness;
  /** What is known of the target. */
  readonly known?: readonly KnownDeviation[];
  /** The search ends when so many distinct deviations were found. */
  readonly most: number;
  /** The random phase ends after so many deviating scenarios: the target is broken, and more of the same teaches nothing. */
  readonly deviationLimit: number;
  /** Only the batches whose number leaves this rest. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly isSelected: (rule: Rule) => boolean;
  /** Causes that other levels have found are found here again. */
  readonly onFound?: (counterexample: Counterexample) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What the search of one level found. */
export class LevelSearch {
  readonly level: Level;
  readonly tally: Tally;
  readonly coverage: CoverageRecorder;
  readonly leaves = new Set<string>();
  readonly exercised = new Set<Capability>();
  readonly counts: Record<Phase, number> = { sweep: 0, bounded: 0, random: 0 };
  readonly counterexamples: Counterexample[] = [];
  readonly nondeterministic: string[] = [];
  calls = 0;
  /** Scenarios that were run to confirm and shrink. */
  reruns = 0;
  interrupted = false;
  misbehaved: Misbehaved | undefined;
  /** As performance.now(), once it is known that there was an interruption. */
  private endBy: number | undefined;
  private deviations = 0;
  private readonly keys = new Set<string>();
  private readonly cross: CrossCoverage;
  private readonly space: ScenarioSpace;

  constructor(private readonly plan: SearchPlan) {
    const { engine, profile, seed, runner, isSelected } = plan;
    this.level = engine.level;
    this.tally = new Tally(this.level, profile, isSelected);
    this.coverage = new CoverageRecorder(universeOf(profile));
    this.cross = new CrossCoverage(this.level, profile);
    this.space = new ScenarioSpace(engine, profile, seed, runner.facts);
  }

  /** The complete phases, then the random one. */
  async search(): Promise<void> {
    const { plan } = this;
    await this.list('sweep');
    if (plan.thorough) await this.list('bounded');
    await this.random();
  }

  private get stopped(): boolean {
    return this.interrupted || this.misbehaved !== undefined || this.counterexamples.length >= this.plan.most;
  }

  private async list(phase: 'sweep' | 'bounded'): Promise<void> {
    const total = this.space.count(phase);
    await this.run(batches(this.level, phase, total, this.plan.shard), total);
  }

  private async random(): Promise<void> {
    const { runs, timeMs, thorough, shard } = this.plan;
    const deadline = timeMs === undefined ? undefined : performance.now() + timeMs;
    const total = deadline === undefined ? runs : undefined;
    const inTime = (): boolean => deadline === undefined || performance.now() < deadline;
    const endless = deadline === undefined ? runs : Number.MAX_SAFE_INTEGER;
    for (let first = 0; first < endless && inTime(); first += EPOCH * BATCH) {
      if (this.stopped || this.deviations >= this.plan.deviationLimit) return;
      const steering = thorough ? this.cross.steering() : undefined;
      const last = Math.min(endless, first + EPOCH * BATCH);
      await this.run(batches(this.level, 'random', last, shard, first, steering), total, inTime);
    }
  }

  private async run(
    items: Iterator<Batch, unknown>,
    total?: number,
    goesOn: () => boolean = () => true,
  ): Promise<void> {
    if (this.stopped) return;
    const { runner, signal } = this.plan;
    // One more than it can run, so that no thread waits for this one.
    const ahead = runner.width > 1 ? runner.width * 2 : 1;
    await inOrder(
      items,
      ahead,
      (batch) => this.answerTo(batch),
      async (answer, { phase }) => {
        if (answer) await this.merge(phase, answer);
        this.report(phase, total);
        // Lets Ctrl-C and the progress bar in.
        await new Promise((resolve) => setImmediate(resolve));
        if (signal?.aborted) this.interrupted = true;
        const broken = phase === 'random' && this.deviations >= this.plan.deviationLimit;
        return answer !== null && !this.stopped && !broken && goesOn();
      },
    );
  }

  /** Null when it was interrupted meanwhile. */
  private async answerTo(batch: Batch): Promise<BatchAnswer | null> {
    const { runner, signal } = this.plan;
    try {
      return await orInterrupted(runner.batch(batch), signal, this.grace());
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      // The thread is gone, and with it which scenario it was; it is looked for among those of the batch.
      const { verdict, message, evidence } = error;
      const scenarios = this.space.scenarios(batch);
      const culprit = await this.culprit(scenarios);
      const which = culprit
        ? ''
        : `; none of the ${scenarios.length} scenarios it was given does that again, the first is shown`;
      this.misbehaved = { verdict, message: message + which, evidence, scenario: culprit ?? scenarios[0] };
      return null;
    }
  }

  /** The first scenario on which the target ends its thread again, or none. */
  private async culprit(scenarios: readonly Scenario[]): Promise<Scenario | undefined> {
    for (const scenario of scenarios) {
      try {
        await this.plan.runner.run(scenario);
      } catch (error) {
        if (!(error instanceof Misbehaviour)) throw error;
        return scenario;
      }
    }
    return undefined;
  }

  private async merge(phase: Phase, answer: BatchAnswer): Promise<void> {
    this.counts[phase] += answer.ran;
    this.calls += answer.calls;
    this.tally.merge(answer.tally);
    this.coverage.merge(answer.coverage);
    for (const leaf of answer.leaves) this.leaves.add(leaf);
    for (const capability of answer.exercised) this.exercised.add(capability);
    if (answer.crossed) this.cross.merge(answer.crossed);
    this.deviations += answer.deviations;
    this.misbehaved ??= answer.misbehaved;
    for (const found of answer.found) if (this.counterexamples.length < this.plan.most) await this.settle(found);
  }

  private async settle(found: Found): Promise<void> {
    const { distinctness, known, onFound } = this.plan;
    const keyOf = (met: Met): string => distinctKeyAmong(met, distinctness, known);
    if (this.keys.has(keyOf(found))) return;
    this.keys.add(keyOf(found));
    const { counterexample: settled, reruns } = await this.settled(found);
    this.reruns += reruns;
    const counterexample = settled ?? this.knownUnsteady(found);
    if (!counterexample) {
      this.nondeterministic.push(`${found.deviation.rule}: the same scenario run again ended differently`);
      return;
    }
    const key = keyOf(counterexample);
    if (this.counterexamples.some((other) => keyOf(other) === key)) return;
    this.keys.add(key);
    this.counterexamples.push(counterexample);
    onFound?.(counterexample);
  }

  /** As it was met, where that need not happen twice. */
  private knownUnsteady(found: Found): Counterexample | null {
    const { known = [], runner } = this.plan;
    if (!known.some((line) => line.unsteady && isKnownAs(found, line))) return null;
    return toCounterexample(runner.facts, found.scenario, found.calls, found.deviation);
  }

  /** As it was met, when the target can't be asked again, or there is no time to. */
  private async settled(found: Found): Promise<Settled> {
    const { runner, signal } = this.plan;
    const { scenario, calls, deviation } = found;
    const asMet = { counterexample: toCounterexample(runner.facts, scenario, calls, deviation), reruns: 0 };
    if (this.interrupted) return asMet;
    try {
      const settled = await orInterrupted(runner.settle(found), signal, this.grace());
      this.interrupted = settled === null;
      return settled ?? asMet;
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      return asMet;
    }
  }

  /** What is left of GRACE: all that is still to be shrunk shares it. */
  private grace(): number {
    if (!this.plan.signal?.aborted) return GRACE;
    this.endBy ??= performance.now() + GRACE;
    return Math.max(0, this.endBy - performance.now());
  }

  private report(phase: Phase, total: number | undefined): void {
    const { level, deviations, calls } = this;
    const done = this.counts[phase];
    const found = this.counterexamples.length;
    this.plan.onProgress?.({ level, phase, done, total, deviations, found, calls, covered: this.covered() });
  }

  private covered(): number {
    const { transitions } = this.coverage.counts;
    return transitions.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  }
}

/** The batches of scenarios [first, total) of a phase; of a shard only its own. */
function* batches(
  level: Level,
  phase: Phase,
  total: number,
  shard: SearchPlan['shard'] = { index: 0, of: 1 },
  first = 0,
  steering?: Batch['steering'],
): Generator<Batch, void> {
  for (let at = first; at < total; at += BATCH) {
    const index = at / BATCH;
    if (index % shard.of !== shard.index) continue;
    yield { level, phase, index, size: Math.min(BATCH, total - at), steering };
  }
}

/** Milliseconds that what runs still has to end after Ctrl-C. */
const GRACE = 500;

/** Null when the answer has not come `ms` after the interruption. */
async function orInterrupted<T>(answer: Promise<T>, signal: AbortSignal | undefined, ms: number): Promise<T | null> {
  if (!signal) return answer;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const interrupted = new Promise<null>((resolve) => {
    onAbort = () => {
      timer = setTimeout(() => resolve(null), ms);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([answer, interrupted]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
