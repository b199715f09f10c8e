import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import { failureIn, forget } from './circus.js';
import { judges, likeliestFirst } from './judges.js';
import { oneInOf } from './sample.js';

/**
 * Runs the compiled judges in one process for change after change. The libraries stay loaded; our own modules are loaded
 * anew for each change, so that nothing that one change left in a table reaches the next.
 *
 * To Stryker a file is one test. What a file covers is what runs from its first `require` on, in modules that no other file
 * has loaded: a table that is computed once would else count for whoever asked first, and what runs at load for nobody.
 */
export class WarmRunner implements TestRunner {
  private readonly root = realpathSync(process.cwd());
  private readonly judges = judges(this.root, process.env.MUTATION_JUDGES);
  private readonly context = contextOf(globalThis);
  /** A sample: of the changes, in their order, one in so many is judged. */
  private readonly oneIn = oneInOf(process.env.MUTATION_ONE_IN);
  /** By source: the judges that noticed its changes, the last one first. */
  private readonly killers = new Map<string, readonly string[]>();

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    this.activate(undefined, undefined);
    for (const file of this.judges) {
      forget(this.root);
      tests.push(await this.run(file));
    }
    const mutantCoverage = coverageAnalysis === 'off' ? undefined : this.context.mutantCoverage;
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, sandboxFileName, testFilter, hitLimit } = options;
    if (Number(activeMutant.id) % this.oneIn !== 0)
      return { status: MutantRunStatus.Error, errorMessage: `not one of the sample: MUTATION_ONE_IN=${this.oneIn}` };
    const source = relative(this.root, realpathSync(sandboxFileName));
    const able = this.judges.filter((file) => !testFilter || testFilter.includes(file));
    const tests: TestResult[] = [];
    const limit = hitLimit && hitLimit / FEWER_HITS;
    const killers = this.killers.get(source) ?? [];
    forget(this.root);
    this.activate(activeMutant.id, limit);
    for (const file of likeliestFirst(able, source, killers)) {
      const result = await this.run(file);
      tests.push(result);
      const endless = determineHitLimitReached(this.context.hitCount, limit);
      if (endless) return toMutantRunResult(endless);
      if (result.status !== TestStatus.Failed) continue;
      this.killers.set(source, [file, ...killers.filter((killer) => killer !== file)]);
      break;
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  private async run(file: string): Promise<TestResult> {
    const start = performance.now();
    this.context.currentTestId = file;
    const failureMessage = await failureIn(join(this.root, compiled(file)));
    this.context.currentTestId = undefined;
    const result = { id: file, name: file, fileName: join(this.root, file), timeSpentMs: performance.now() - start };
    return failureMessage === undefined
      ? { ...result, status: TestStatus.Success }
      : { ...result, status: TestStatus.Failed, failureMessage };
  }

  private activate(mutant: string | undefined, hitLimit: number | undefined): void {
    Object.assign(this.context, { activeMutant: mutant, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
  }
}

/**
 * A change that is met a hundred times as often as its original is in an endless loop, says Stryker. In a hot loop that
 * takes half a minute to see; the judges always do the same, so that ten times are enough.
 */
const FEWER_HITS = 10;

/** Beside its source, where `buildCommand` puts it. */
const compiled = (file: string): string => file.replace(/\.ts$/, '.js');

/** Where the changed sources look for which change is active, and count. */
function contextOf(scope: Record<string, unknown>): InstrumenterContext {
  return (scope[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
}
