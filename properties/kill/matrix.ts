import picomatch from 'picomatch';
import { DEFAULT_PROFILE, UsageError, type Counterexample, type Level, type Observable } from '../../contract/index.js';
import { EQUIVALENT, type Equivalent } from '../../fixtures/mutants/equivalent.js';
import { MUTANTS, targetOf, type Mutant } from '../../fixtures/mutants/index.js';
import { createReference } from '../../impl/reference/target.js';
import { check } from '../check.js';
import { DEFAULT_SEED, DEFAULT_TIMEOUT_MS } from '../options.js';
import { Session } from '../search/session.js';
import { TOOL } from '../tool.js';
import { killRun, type Kill } from './kill-run.js';

/** Scenarios within which a mutant must be killed. */
export const MOST_RUNS = 5000;
/** Random scenarios per level that an equivalent must survive, after the sweep. */
const EQUIVALENT_RUNS = 300;

export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  readonly observable: Observable;
  readonly level: Level;
  /** The rule that must kill it. */
  readonly rule: string;
  readonly verdict: 'killed' | 'killed by another rule' | 'survived';
  /** Scenarios until it was killed by that rule, or all. */
  readonly runs: number;
  /** Every rule that was broken on the way, with the scenario at which it first was. */
  readonly kills: readonly Kill[];
}

export interface EquivalentRow {
  readonly id: string;
  readonly because: string;
  readonly verdict: 'lives' | 'killed';
  /** What the suite said against it. */
  readonly reasons: readonly string[];
}

/** `woe.kill-matrix/1`: which rule killed which planted bug. */
export interface KillMatrix {
  readonly schema: 'woe.kill-matrix/1';
  readonly tool: typeof TOOL;
  readonly seed: number;
  readonly mutants: readonly MatrixRow[];
  readonly equivalents: readonly EquivalentRow[];
  /** Every mutant is killed by its rule, and every equivalent lives. */
  readonly passed: boolean;
}

export interface MatrixOptions {
  /** Globs over ids. @default all */
  readonly only?: readonly string[];
  readonly levels?: readonly Level[];
  readonly seed?: number;
  /** Told of each before it runs. */
  readonly onProgress?: (done: number, total: number, id: string) => void;
  /** A killed mutant's smallest scenario. */
  readonly onFound?: (id: string, counterexample: Counterexample) => void;
  readonly signal?: AbortSignal;
}

/** Runs every chosen mutant and equivalent. Throws UsageError when nothing is chosen. */
export async function killMatrix(options: MatrixOptions = {}): Promise<KillMatrix> {
  const { seed = DEFAULT_SEED, levels, onProgress, signal } = options;
  const isChosen = chooser(options.only);
  const mutants = MUTANTS.filter(({ id, level }) => isChosen(id) && (levels?.includes(level) ?? true));
  // An equivalent belongs to all levels.
  const equivalents = EQUIVALENT.filter(({ id }) => isChosen(id) && levels === undefined);
  const total = mutants.length + equivalents.length;
  if (total === 0)
    throw new UsageError(`no mutant of the level ${levels?.join(', ') ?? ''} is chosen; e.g. woe mutants --level iter`);
  const rows: MatrixRow[] = [];
  const equal: EquivalentRow[] = [];
  for (const mutant of mutants) {
    if (signal?.aborted) break;
    onProgress?.(rows.length, total, mutant.id);
    rows.push(await mutantRow(mutant, seed, options.onFound));
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const equivalent of equivalents) {
    if (signal?.aborted) break;
    onProgress?.(rows.length + equal.length, total, equivalent.id);
    equal.push(await equivalentRow(equivalent, seed));
  }
  const passed =
    rows.length + equal.length === total &&
    rows.every(({ verdict }) => verdict === 'killed') &&
    equal.every(({ verdict }) => verdict === 'lives');
  return { schema: 'woe.kill-matrix/1', tool: TOOL, seed, mutants: rows, equivalents: equal, passed };
}

function chooser(only: readonly string[] | undefined): (id: string) => boolean {
  const ids = [...MUTANTS, ...EQUIVALENT].map(({ id }) => id);
  for (const glob of only ?? [])
    if (!ids.some((id) => picomatch.isMatch(id, glob)))
      throw new UsageError(`--only: no mutant matches ${JSON.stringify(glob)}; \`woe check mutant:\` names them`);
  return (id) => only === undefined || only.some((glob) => picomatch.isMatch(id, glob));
}

async function mutantRow(mutant: Mutant, seed: number, onFound: MatrixOptions['onFound']): Promise<MatrixRow> {
  const { kills, runs, found } = await killRun(mutant, { seed, most: MOST_RUNS });
  if (found && onFound) {
    const setup = { profile: DEFAULT_PROFILE, seed, distinctness: 'leaf', timeoutMs: DEFAULT_TIMEOUT_MS } as const;
    const { counterexample } = await new Session(targetOf(mutant, DEFAULT_PROFILE), setup).settle(found);
    if (counterexample) onFound(mutant.id, counterexample);
  }
  const { id, title, observable, level, rule } = mutant;
  const verdict = found ? 'killed' : kills.length > 0 ? 'killed by another rule' : 'survived';
  return { id, title, observable, level, rule, verdict, runs, kills };
}

async function equivalentRow({ id, because, patch }: Equivalent, seed: number): Promise<EquivalentRow> {
  const { verdict, reasons } = await check({
    target: createReference(patch, DEFAULT_PROFILE),
    seed,
    runs: EQUIVALENT_RUNS,
  });
  return { id, because, verdict: verdict === 'conformant' ? 'lives' : 'killed', reasons };
}
