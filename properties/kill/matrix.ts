import picomatch from 'picomatch';
import {
  DEFAULT_PROFILE,
  UsageError,
  type Counterexample,
  type Level,
  type Observable,
  type RunVerdict,
} from '../../contract/index.js';
import {
  EQUIVALENT,
  HARNESS,
  MUTANTS,
  targetOf,
  type Equivalent,
  type HarnessMutant,
  type Mutant,
} from '../../fixtures/mutants/index.js';
import { check } from '../check.js';
import { DEFAULT_SEED, DEFAULT_TIMEOUT_MS } from '../options.js';
import { Session } from '../search/session.js';
import { TOOL } from '../tool.js';
import { killRun, MOST_RUNS, type Kill, type Spaces } from './kill-run.js';

/** Random scenarios per level that an equivalent must survive, after the sweep. */
const EQUIVALENT_RUNS = 300;
/** Milliseconds after which a target that misbehaves by not answering is given up. */
const HARNESS_TIMEOUT_MS = 1000;

export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  /** Where it was seen, if it was. */
  readonly wild?: string;
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

export interface HarnessRow {
  readonly id: string;
  readonly title: string;
  /** How its run must end, and how it did. */
  readonly expected: RunVerdict;
  readonly verdict: RunVerdict;
}

/** `woe.kill-matrix/1`: which rule killed which planted bug. */
export interface KillMatrix {
  readonly schema: 'woe.kill-matrix/1';
  readonly tool: typeof TOOL;
  readonly seed: number;
  readonly mutants: readonly MatrixRow[];
  readonly equivalents: readonly EquivalentRow[];
  readonly harness: readonly HarnessRow[];
  /** Every mutant is killed by its rule, every equivalent lives, and what misbehaves ends with its verdict. */
  readonly passed: boolean;
}

/** What a matrix is made of. */
export interface Kit {
  readonly mutants: readonly Mutant[];
  readonly equivalents: readonly Equivalent[];
  readonly harness: readonly HarnessMutant[];
}

const KIT: Kit = { mutants: MUTANTS, equivalents: EQUIVALENT, harness: HARNESS };

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
  /** @default the kit that ships with the package */
  readonly kit?: Kit;
}

/** Runs all that is chosen of the kit. Throws UsageError when nothing is. */
export async function killMatrix(options: MatrixOptions = {}): Promise<KillMatrix> {
  const { seed = DEFAULT_SEED, onFound, kit = KIT } = options;
  const { mutants, equivalents, harness } = chosen(kit, options);
  const spaces: Spaces = new Map();
  const progress = new Progress(options, mutants.length + equivalents.length + harness.length);
  const rows = {
    mutants: await progress.each(mutants, (mutant) => mutantRow(mutant, seed, spaces, onFound)),
    equivalents: await progress.each(equivalents, (equivalent) => equivalentRow(equivalent, seed)),
    harness: await progress.each(harness, (target) => harnessRow(target, seed)),
  };
  const passed =
    progress.isOver &&
    rows.mutants.every(({ verdict }) => verdict === 'killed') &&
    rows.equivalents.every(({ verdict }) => verdict === 'lives') &&
    rows.harness.every(({ verdict, expected }) => verdict === expected);
  return { schema: 'woe.kill-matrix/1', tool: TOOL, seed, ...rows, passed };
}

/** Goes through the lists one after the other, until it is interrupted. */
class Progress {
  private done = 0;

  constructor(
    private readonly options: Pick<MatrixOptions, 'onProgress' | 'signal'>,
    private readonly total: number,
  ) {}

  get isOver(): boolean {
    return this.done === this.total;
  }

  async each<T extends { readonly id: string }, Row>(items: readonly T[], run: (item: T) => Promise<Row>) {
    const rows: Row[] = [];
    for (const item of items) {
      if (this.options.signal?.aborted) break;
      this.options.onProgress?.(this.done, this.total, item.id);
      rows.push(await run(item));
      this.done++;
      // Lets Ctrl-C and the progress bar in.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return rows;
  }
}

function chosen(kit: Kit, { only, levels }: MatrixOptions): Kit {
  const ids = [...kit.mutants, ...kit.equivalents, ...kit.harness].map(({ id }) => id);
  for (const glob of only ?? [])
    if (!ids.some((id) => picomatch.isMatch(id, glob)))
      throw new UsageError(`--only: no mutant matches ${JSON.stringify(glob)}; \`woe check mutant:\` names them`);
  const isChosen = ({ id }: { readonly id: string }): boolean =>
    only === undefined || only.some((glob) => picomatch.isMatch(id, glob));
  const isAt = ({ level }: { readonly level: Level }): boolean => levels?.includes(level) ?? true;
  const mutants = kit.mutants.filter((mutant) => isChosen(mutant) && isAt(mutant));
  // An equivalent belongs to all levels.
  const equivalents = kit.equivalents.filter((equivalent) => isChosen(equivalent) && levels === undefined);
  const harness = kit.harness.filter((target) => isChosen(target) && isAt(target));
  if (mutants.length + equivalents.length + harness.length === 0)
    throw new UsageError(`no mutant of the level ${levels?.join(', ') ?? ''} is chosen; e.g. woe mutants --level iter`);
  return { mutants, equivalents, harness };
}

async function mutantRow(
  mutant: Mutant,
  seed: number,
  spaces: Spaces,
  onFound: MatrixOptions['onFound'],
): Promise<MatrixRow> {
  const { kills, runs, found } = await killRun(mutant, { seed, most: MOST_RUNS, spaces });
  if (found && onFound) {
    const setup = { profile: DEFAULT_PROFILE, seed, distinctness: 'leaf', timeoutMs: DEFAULT_TIMEOUT_MS } as const;
    const { counterexample } = await new Session(targetOf(mutant, DEFAULT_PROFILE), setup).settle(found);
    if (counterexample) onFound(mutant.id, counterexample);
  }
  const { id, title, wild, observable, level, rule } = mutant;
  const verdict = found ? 'killed' : kills.length > 0 ? 'killed by another rule' : 'survived';
  return { id, title, wild, observable, level, rule, verdict, runs, kills };
}

async function equivalentRow(equivalent: Equivalent, seed: number): Promise<EquivalentRow> {
  const target = targetOf(equivalent, DEFAULT_PROFILE);
  const { verdict, reasons } = await check({ target, seed, runs: EQUIVALENT_RUNS });
  const { id, because } = equivalent;
  return { id, because, verdict: verdict === 'conformant' ? 'lives' : 'killed', reasons };
}

/** By name, so that it runs in a thread, which can be ended. */
async function harnessRow({ id, title, level, verdict: expected }: HarnessMutant, seed: number): Promise<HarnessRow> {
  const options = { levels: [level], seed, runs: 0, timeoutMs: HARNESS_TIMEOUT_MS };
  const { verdict } = await check({ target: `mutant:${id}`, ...options });
  return { id, title, expected, verdict };
}
