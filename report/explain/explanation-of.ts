import { isErrno, isWrite, type CallObservation, type Counterexample, type Deviation } from '../../contract/index.js';
import { leafTable } from '../../model/index.js';
import { faultText, fileText } from '../call-listing.js';
import { printableLine } from '../printable.js';
import type { RuleBook } from '../rule-book.js';
import { ruleSource } from '../rule-source.js';
import { calleeSteps } from './callee-steps.js';
import { explainedCalls } from './calls.js';
import { contentOf } from './content-of.js';
import { departureOf } from './departure.js';
import { diskSteps } from './disk-steps.js';
import type { ExplainedDifference, ExplainedLeaf, ExplainedRule, Explanation, Step, StepList } from './explanation.js';
import { keep } from './keep.js';
import { kernelSteps } from './kernel-steps.js';
import { nextSteps } from './next-steps.js';
import { offsetRows } from './offsets.js';
import { pathOf } from './path.js';

const MOST_STEPS = 24;
const MOST_OPERATIONS = 14;

/**
 * The story of a counterexample. It comes from what the counterexample itself holds, and from the rule's row: nothing is
 * run or judged again. `file` is where it is stored, for the commands to type next.
 */
export function explanationOf(found: Counterexample, rules: RuleBook, file?: string): Explanation {
  const { scenario, deviation, observation } = found;
  const seen = observation.calls.find(({ index }) => index === deviation.call);
  const content = contentOf(found);
  return printableIn({
    schema: 'woe.explanation/1',
    target: found.target,
    level: scenario.level,
    profile: scenario.profile,
    leaves: explainedLeaves(found),
    rule: explainedRule(deviation.rule, rules),
    setting: { file: fileText(scenario), faults: faultTexts(found) },
    call: deviation.call,
    calls: explainedCalls(found),
    steps: seen ? stepLists(found, seen, rules) : [],
    differences: deviation.differences.map(explainedDifference),
    alsoSeen: seen ? alsoSeen(seen, deviation) : [],
    offsets: offsetRows(found),
    content,
    path: pathOf(deviation, rules.get(deviation.rule)?.kernelFunction, content !== null),
    next: file === undefined ? [] : nextSteps(file, found),
  });
}

const MOST_FAULTS = 8;

const faultTexts = ({ scenario: { faults } }: Counterexample): string[] => [
  ...faults.slice(0, MOST_FAULTS).map(faultText),
  ...(faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : []),
];

/** The leaves of today's table; one that it doesn't have is only named. */
function explainedLeaves({ scenario, deviation }: Counterexample): ExplainedLeaf[] {
  const table = new Map(leafTable(scenario.profile).map((leaf) => [leaf.id, leaf]));
  return deviation.leaves.map((id) => {
    const leaf = table.get(id);
    return { id, condition: leaf?.condition ?? null, returns: leaf?.returns ?? null, kiPos: leaf?.kiPos ?? null };
  });
}

function explainedRule(id: string, rules: RuleBook): ExplainedRule {
  const rule = rules.get(id);
  if (!rule) return { id, title: null, strength: null, source: null, why: null };
  return { id, title: rule.title, strength: rule.strength, source: ruleSource(rule), why: rule.why };
}

const explainedDifference = ({
  observable,
  got,
  allowed,
  because,
}: Deviation['differences'][number]): ExplainedDifference => ({
  observable,
  got,
  allowed: allowed.map((value, i) => ({ value, because: because.at(i) ?? null })),
});

function stepLists(found: Counterexample, seen: CallObservation, rules: RuleBook): StepList[] {
  const { scenario, deviation } = found;
  const call = scenario.calls.at(deviation.call);
  const scripted = call && isWrite(call) ? call.script : undefined;
  const lists: [title: string, most: number, steps: Omit<Step, 'leftOut'>[]][] = [
    ['callees', MOST_STEPS, scripted ? calleeSteps(scripted, seen, deviation) : []],
    ['kernel steps', MOST_STEPS, traceSteps(found, seen, rules)],
    ['disk operations', MOST_OPERATIONS, diskSteps(seen.disk ?? [])],
  ];
  return lists
    .filter(([, , steps]) => steps.length > 0)
    .map(([title, most, steps]) => ({
      title,
      steps: keep(steps, most, ({ mark, ret }) => mark !== null || isErrno(ret)),
    }));
}

function traceSteps(
  { scenario, deviation }: Counterexample,
  seen: CallObservation,
  rules: RuleBook,
): Omit<Step, 'leftOut'>[] {
  if (!seen.steps) return [];
  const blamed = rules.get(deviation.rule)?.kernelFunction;
  const showsBdi = deviation.differences.some(({ observable }) => observable === 'bdi');
  const departure = departureOf(scenario.profile, seen, deviation);
  return kernelSteps(seen.steps, blamed === undefined ? [] : [blamed], departure, showsBdi);
}

/** What the call showed beside what differs: a reader may want to compare. */
function alsoSeen(seen: CallObservation, { differences }: Deviation): Explanation['alsoSeen'] {
  const differs = new Set<string>(differences.map(({ observable }) => observable));
  if (seen.returned === false) return [];
  const { mode, iovLeft, size } = seen;
  const offset = seen.kiPos ?? seen.offset;
  const values: [observable: string, name: string, value: string | undefined][] = [
    ['return', 'return', String(seen.ret)],
    ['offset', seen.kiPos === undefined ? 'offset' : 'ki_pos', offset?.toString()],
    ['iov', 'iov left', iovLeft?.toString()],
    ['size', 'size', size?.toString()],
    ['metadata', 'mode', mode === undefined ? undefined : `0${mode.toString(8).padStart(3, '0')}`],
  ];
  return values.flatMap(([observable, name, value]) =>
    value === undefined || differs.has(observable) ? [] : [{ name, value }],
  );
}

/** The same data with every string safe to print: much of it may come from a target. */
function printableIn<T>(value: T): T {
  if (typeof value === 'string') return printableLine(value) as T;
  if (Array.isArray(value)) return value.map(printableIn) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableIn(inner)])) as T;
}
