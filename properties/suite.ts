import {
  DEFAULT_PROFILE,
  LEVELS,
  type Counterexample,
  type Level,
  type Maybe,
  type ProfileId,
  type Result,
  type RuleResult,
  type Target,
} from '../contract/index.js';
import { rulesFor } from '../model/index.js';
import { check } from './check.js';
import type { StoredFile } from './options.js';
import { storedInProject } from './stored-file.js';

/** What test runners hand to a test, as far as it is used: ways to say that it was skipped, or may take its time. */
interface TestContext {
  skip?: (reason?: string) => unknown;
  timeout?: (ms: number) => unknown;
}

/** The body of a test. It takes its context as a rest parameter, because some runners take a function with a parameter for one that calls back. */
type TestBody = (this: unknown, ...context: unknown[]) => Promise<void>;

/** The `test` of Jest, Vitest, Mocha or node:test: registers one test by name, which may take so many milliseconds. */
export type TestFunction = (name: string, body: TestBody, timeoutMs: number) => unknown;

export interface SuiteOptions {
  /** The runner's own function: `test` or `it`. */
  readonly test: TestFunction;
  /** Makes the target; called once, before the first test. */
  readonly factory: () => Maybe<Target>;
  /** What to check; the target must have it. */
  readonly level: Level | readonly Level[];
  /** @default linux-4.x */
  readonly profile?: ProfileId;
  /** 0 to 2^32-1. @default 1 */
  readonly seed?: number;
  /** Random scenarios per level after the sweep. @default 1000 */
  readonly runs?: number;
  /** Each becomes a test of its own name. @default those in `counterexamples/` of the working directory */
  readonly stored?: readonly StoredFile[];
  /** How long a test may take, in milliseconds: the first makes the whole run, and runners allow 2 or 5 s. @default 300 000 */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * Registers one test for each rule, level by level, and one for each stored counterexample, in any test runner. All share
 * one run, which the first test starts. A rule that is broken fails with the whole explanation; one that the target
 * can't show is skipped, with the reason, where the runner can skip from within. `explain` tells a counterexample as text.
 */
export function registerSuite(options: SuiteOptions, explain: (found: Counterexample) => string): void {
  const { profile = DEFAULT_PROFILE, stored = storedInProject() } = options;
  const test = patient(options);
  const levels = LEVELS.filter((level) => [options.level].flat().includes(level));
  let running: Promise<Result> | undefined;
  const result = (): Promise<Result> => (running ??= run({ ...options, stored }, levels, profile));

  test(`written-or-err: the target behaves as one (${levels.join(', ')})`, async () => {
    const { misbehaviour } = await result();
    if (misbehaviour)
      throw new Error([`${misbehaviour.verdict}: ${misbehaviour.message}`, ...misbehaviour.evidence].join('\n'));
  });
  for (const { name, counterexample } of stored)
    if (counterexample.scenario.profile === profile && levels.includes(counterexample.scenario.level))
      test(`written-or-err: stored: ${name}`, async () => {
        const row = (await result()).stored.find((one) => one.name === name);
        if (row && row.verdict !== 'conformant')
          throw new Error(`${row.verdict}; when it was stored:\n${explain(counterexample)}`);
      });
  for (const level of levels)
    for (const { id, title } of rulesFor(level, profile))
      test(`written-or-err: ${level}: ${id}: ${title}`, async function (this: unknown, ...[context]: unknown[]) {
        judge(await result(), level, id, explain, skipOf(this, context as TestContext | undefined));
      });
}

/** The runner's function, told how long a test may take: Jest and Vitest by an argument, Mocha by the test's own `this`. */
function patient({ test, timeoutMs = DEFAULT_TIMEOUT_MS }: SuiteOptions): (name: string, body: TestBody) => void {
  return (name, body) => {
    const slow: TestBody = function (...context) {
      const mocha = this as TestContext | undefined;
      if (typeof mocha?.timeout === 'function') mocha.timeout(timeoutMs);
      return body.apply(this, context);
    };
    test(name, slow, timeoutMs);
  };
}

async function run(
  { factory, seed, runs, stored }: SuiteOptions,
  levels: Level[],
  profile: ProfileId,
): Promise<Result> {
  return check({ target: await factory(), levels, profile, seed, runs, stored });
}

/** Throws when the rule is broken, or was never reached without an excuse. */
function judge(
  result: Result,
  level: Level,
  id: string,
  explain: (found: Counterexample) => string,
  skip: (reason: string) => void,
): void {
  const row = result.rules.find((rule) => rule.id === id && rule.level === level);
  if (row?.verdict === 'deviate') throw new Error(explained(result, row, explain));
  if (!row) throw new Error(`not run: the run ended before the ${level} level as ${result.verdict}`);
  if (row.verdict !== 'not exercised') return;
  if (result.reasons.includes(`${level}: ${id} was never exercised`)) throw new Error(row.reason);
  skip(row.reason ?? 'not exercised');
}

function explained(
  result: Result,
  { id, level, title }: RuleResult,
  explain: (found: Counterexample) => string,
): string {
  const found = result.counterexamples.find(
    ({ deviation, scenario }) => deviation.rule === id && scenario.level === level,
  );
  if (!found) return `${id}: ${title}: deviated once, and not when it was run again`;
  return `\n${explain(found)}`;
}

/** node:test and Vitest hand a context with `skip`, Mocha has it on `this`; elsewhere the test just passes. */
function skipOf(self: unknown, context: TestContext | undefined): (reason: string) => void {
  const host = context?.skip ? context : (self as TestContext | undefined);
  return (reason) => void host?.skip?.(reason);
}
