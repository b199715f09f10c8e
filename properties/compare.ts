import fc from 'fast-check';
import { mix, type Level, type Observable, type ProfileId, type Scenario, type Target } from '../contract/index.js';
import type { CallDifference } from './compare/compared.js';
import { rankOf } from './compare/compared.js';
import { commonFacts, commonLevels, operandsOf, type Operand } from './compare/operand.js';
import { Pair, deviationOf, type PairDifference } from './compare/pair.js';
import { engineOf } from './engines.js';
import { DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_TIMEOUT_MS } from './options.js';
import { drive } from './run/drive.js';
import { weight } from './search/batch.js';
import { registerFamilies } from './search/targets.js';
import { shrink } from './shrink/shrink.js';
import { TOOL } from './tool.js';

/** Random scenarios after which the smallest difference so far is looked at. */
const BATCH = 200;

export interface CompareOptions {
  /** The name of a target, a target, or a profile's id: that is the reference under it. */
  readonly a: string | Target;
  readonly b: string | Target;
  /** @default every level that both sides have */
  readonly levels?: readonly Level[];
  /** Of the sides that are targets. @default what each claims, else the other side's, else linux-4.x */
  readonly profile?: ProfileId;
  /** 0 to 2^32-1. @default 1 */
  readonly seed?: number;
  /** Random scenarios per level, after the sweep. @default 1000 */
  readonly runs?: number;
  /** Milliseconds that one scenario may take on one side. An endless loop is ended in a module that is named. @default 10000 */
  readonly timeoutMs?: number;
  /** Stops cleanly between two batches. */
  readonly signal?: AbortSignal;
}

/** `woe.comparison/1`: the smallest scenario on which two sides differ. */
export interface Comparison {
  readonly schema: 'woe.comparison/1';
  readonly tool: typeof TOOL;
  readonly a: Side;
  readonly b: Side;
  readonly seed: number;
  /** Scenarios run on both sides, per level. */
  readonly runs: readonly { readonly level: Level; readonly sweep: number; readonly random: number }[];
  readonly interrupted: boolean;
  /** Null when none was found. */
  readonly difference: Difference | null;
}

export interface Side {
  readonly target: string;
  readonly profile: ProfileId;
}

export interface Difference {
  readonly level: Level;
  /** Under the profile of side a. */
  readonly scenario: Scenario;
  /** Index of the first call that differs. */
  readonly call: number;
  readonly what: string;
  readonly observable: Observable;
  readonly a: string;
  readonly b: string;
  /** What else differs in that call. */
  readonly also: readonly CallDifference[];
  readonly observations: PairDifference['observations'];
}

/**
 * Runs the same scenarios on both sides, first the sweep of each profile, then random ones, and compares what is
 * observed call by call; nobody judges. The first differences, the most telling ones, are shrunk; the smallest of
 * them is the answer.
 * Throws UsageError for sides that can't be run.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { seed = DEFAULT_SEED, signal } = options;
  registerFamilies(options.timeoutMs);
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const [a, b] = await operandsOf([options.a, options.b], options.profile, timeoutMs);
  try {
    const runs: { level: Level; sweep: number; random: number }[] = [];
    let difference: Difference | null = null;
    for (const level of commonLevels([a, b], options.levels)) {
      if (difference || signal?.aborted) break;
      const run = { level, sweep: 0, random: 0 };
      runs.push(run);
      difference = await compareAt(level, a, b, { ...options, seed }, run);
    }
    const side = ({ word, profile }: Operand): Side => ({ target: word, profile });
    const interrupted = signal?.aborted ?? false;
    return { schema: 'woe.comparison/1', tool: TOOL, a: side(a), b: side(b), seed, runs, interrupted, difference };
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

async function compareAt(
  level: Level,
  a: Operand,
  b: Operand,
  { seed, runs = DEFAULT_RUNS, signal }: CompareOptions & { seed: number },
  counted: { sweep: number; random: number },
): Promise<Difference | null> {
  const engine = engineOf(level);
  const facts = commonFacts(a, b);
  const pair = new Pair(a, b);
  const profiles = [...new Set([a.profile, b.profile])];
  const swept = distinct(
    profiles.flatMap((profile) => engine.sweep(profile, seed, facts).map((s) => pair.comparable(s))),
  );
  let { found, ran } = await plainestDifferences(pair, swept);
  counted.sweep = ran;
  for (let batch = 0; found.length === 0 && counted.random < runs && !signal?.aborted; batch++) {
    const numRuns = Math.min(BATCH, runs - counted.random);
    const arbitrary = engine.random(profiles[batch % profiles.length], facts);
    const scenarios = fc.sample(arbitrary, { seed: mix(mix(seed) ^ batch) | 0, numRuns });
    ({ found, ran } = await plainestDifferences(
      pair,
      scenarios.map((scenario) => pair.comparable(scenario)),
    ));
    counted.random += ran;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return smallestOf(pair, found);
}

/** Two eras share most of their sweeps. */
const distinct = (scenarios: readonly Scenario[]): Scenario[] => [
  ...new Map(scenarios.map((scenario) => [JSON.stringify(scenario), scenario])).values(),
];

interface Found {
  readonly scenario: Scenario;
  readonly different: PairDifference;
}

/** Differences of so many kinds are shrunk, to see which becomes the smallest. */
const MOST_KINDS = 24;

/** Of the most telling differences the smallest scenario of each kind, smaller ones first. A costly one is the last. */
async function plainestDifferences(
  pair: Pair,
  scenarios: readonly Scenario[],
): Promise<{ found: readonly Found[]; ran: number }> {
  const found: Found[] = [];
  let ran = 0;
  for (const scenario of scenarios) {
    const different = await drive(pair.run(scenario));
    ran++;
    pair.requireComparable();
    if (!different) continue;
    found.push({ scenario, different });
    if (different.isCostly) break;
  }
  const rank = ({ different }: Found): number => rankOf(different.differences[0]);
  const best = Math.min(...found.map(rank));
  const kinds = new Map<string, Found>();
  for (const one of found) {
    if (rank(one) !== best) continue;
    const known = kinds.get(kindOf(one));
    if (!known || weight(one.scenario) < weight(known.scenario)) kinds.set(kindOf(one), one);
  }
  const smallerFirst = [...kinds.values()].sort((a, b) => weight(a.scenario) - weight(b.scenario));
  return { found: smallerFirst.slice(0, MOST_KINDS), ran };
}

/** Alike for differences that are probably the same: the call, an errno or a count on each side, the faults. */
function kindOf({ scenario, different }: Found): string {
  const { call, differences } = different;
  const [{ a, b }] = differences;
  const value = (text: string): string => (/^\d/.test(text) ? 'a number' : text.slice(0, 40));
  const faults = scenario.faults.map(({ on, kind }) => `${on} ${kind}`);
  return [scenario.calls[call].call, value(a), value(b), ...faults].join(' ');
}

/** Each shrunk, the smallest of them; what is costly stays as it was met. */
async function smallestOf(pair: Pair, found: readonly Found[]): Promise<Difference | null> {
  let smallest: Scenario | null = null;
  for (const { scenario, different } of found) {
    if (different.isCostly) continue;
    const one = (await drive(shrink(scenario, deviationOf(different), (candidate) => pair.deviation(candidate))))
      .scenario;
    if (!smallest || weight(one) < weight(smallest)) smallest = one;
  }
  if (!smallest) return found.length > 0 ? differenceOf(found[0]) : null;
  const scenario = pair.comparable(smallest);
  const different = await drive(pair.run(scenario));
  if (!different) throw new Error('the shrunk scenario differed once, but not again');
  return differenceOf({ scenario, different });
}

function differenceOf({ scenario, different }: Found): Difference {
  const [{ what, observable, a, b }, ...also] = different.differences;
  const { call, observations } = different;
  return { level: scenario.level, scenario, call, what, observable, a, b, also, observations };
}
