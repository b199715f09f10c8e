import { Misbehaviour, UsageError, type Scenario } from '../../contract/index.js';
import type { SideRun } from '../run/observe-side.js';
import type { ScenarioRun } from '../run/run-scenario.js';
import type { Batch, BatchAnswer, Found } from './batch.js';
import type { TargetFacts } from './facts.js';
import type { Work } from './messages.js';
import type { Runner, SessionSetup, Settled } from './session.js';
import { Thread } from './thread.js';

/** Runs scenarios in worker threads; this thread only watches. A thread that is over is replaced when work comes. */
export class Pool implements Runner {
  private constructor(
    private readonly target: string,
    private readonly setup: SessionSetup,
    private readonly threads: Thread[],
    private readonly load: number[],
    readonly facts: TargetFacts,
  ) {}

  /** Throws UsageError when there is no such target, or it can't be used. */
  static async open(target: string, setup: SessionSetup, width: number): Promise<Pool> {
    const threads = Array.from({ length: width }, () => new Thread(target, setup));
    try {
      const [facts] = await Promise.all(threads.map((thread) => thread.ready));
      return new Pool(
        target,
        setup,
        threads,
        threads.map(() => 0),
        facts,
      );
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.close()));
      throw error;
    }
  }

  get width(): number {
    return this.threads.length;
  }

  batch(batch: Batch): Promise<BatchAnswer> {
    return this.ask({ do: 'batch', batch });
  }

  settle(found: Found): Promise<Settled> {
    return this.ask({ do: 'settle', found });
  }

  run(scenario: Scenario): Promise<ScenarioRun> {
    return this.ask({ do: 'run', scenario });
  }

  /** Runs one scenario to its end without a judge. Throws Misbehaviour when its thread is gone with it. */
  observe(scenario: Scenario): Promise<SideRun> {
    return this.ask({ do: 'observe', scenario });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  /** The thread with the least to do. Which one it is changes nothing in the answer. */
  private async ask<T>(work: Work): Promise<T> {
    const at = this.load.indexOf(Math.min(...this.load));
    if (this.threads[at].isOver) this.threads[at] = new Thread(this.target, this.setup);
    this.load[at]++;
    try {
      await this.threads[at].ready.catch(loadedOnce);
      return await this.threads[at].ask<T>(work);
    } finally {
      this.load[at]--;
    }
  }
}

/** The target has been loaded before: that it does not load again is no mistake of the user. */
function loadedOnce(error: unknown): never {
  throw error instanceof UsageError ? new Misbehaviour('crashed', error.message) : error;
}

/** True for what a target did, not for a bug of ours. */
export const isMisbehaviour = (error: unknown): error is Misbehaviour => error instanceof Misbehaviour;
