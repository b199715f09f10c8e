import type { Colors } from 'picocolors/types';
import { EXIT_CODES, RULE_VERDICTS, type Result, type RuleVerdict } from '../contract/index.js';
import { callText, faultText, fileText } from './call-listing.js';
import { columns, type Cell } from './columns.js';
import { coverageLines } from './coverage.js';
import { deviationText } from './deviation.js';
import { nextCommands } from './next-command.js';
import { printableLine } from './printable.js';
import { ruleReasonLines } from './rule-reasons.js';
import { levelsOfRun, ruleRows, type RuleBook, type RuleRow } from './rule-book.js';
import { verdictLine } from './verdict-line.js';
import { counted, grouped } from './wording.js';

/**
 * A run for a terminal: the verdict in the first line, then the deviations, the rules, the coverage, how it was run,
 * and what to type next. `saved` = the files that keep the counterexamples, in their order.
 */
export function prettyReport(result: Result, rules: RuleBook, colors: Colors, saved: readonly string[] = []): string {
  const title = (text: string, rest = ''): string => `${colors.bold(text)}${rest}`;
  const sections = [
    [headline(result, colors), ...reasonLines(result)],
    storedLines(result, colors),
    knownLines(result, colors),
    misbehaviourLines(result),
    ...result.counterexamples.map((found, i) => [
      deviationText(found, rules, colors).trimEnd(),
      ...savedLines(saved[i]),
    ]),
    detailLines(result, colors),
    [title('Rules', `  ${tally(result)}`), ...ruleLines(result, colors), ...ruleReasonLines(result)],
    [title('Coverage'), ...coverageLines(result, colors.yellow)],
    [title('Run'), ...runLines(result)],
    nextCommands(result, saved).map((line, i) => `${i === 0 ? title('Next') : '    '}  ${line}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const savedLines = (file: string | undefined): string[] =>
  file === undefined ? [] : ['', '  saved as', `    ${printableLine(file)}`];

/** The stored counterexamples that were replayed: how many, and each that is not conformant. */
function storedLines({ stored }: Result, colors: Colors): string[] {
  if (stored.length === 0) return [];
  const conformant = stored.filter(({ verdict }) => verdict === 'conformant').length;
  const bad = stored.filter(({ verdict }) => verdict !== 'conformant');
  return [
    `${colors.bold('Stored')}  ${counted(stored.length, 'counterexample')} replayed, ${conformant} conformant`,
    ...bad.map(({ name, rule, verdict }) => `  ${colors.red(verdict)}  ${printableLine(name)}  ${printableLine(rule)}`),
    ...(stored.some(({ obsolete }) => obsolete)
      ? ['  some are obsolete: the model has changed since; `woe replay --refresh FILE` renews them']
      : []),
  ];
}

/** The known deviations: which happen, which are stale. */
function knownLines({ known = [] }: Result, colors: Colors): string[] {
  if (known.length === 0) return [];
  const rows = known.map((row): Cell[] => [
    { text: row.state, paint: row.state === 'stale' ? colors.yellow : undefined },
    { text: printableLine(row.level ? `${row.level}: ${row.rule}` : row.rule) },
    { text: `${row.observable}, ${row.direction}${row.when ? ` after a ${row.when.join(' ')} write` : ''}` },
    { text: printableLine(row.reason), paint: colors.dim },
  ]);
  return [colors.bold('Known deviations'), ...columns(rows, '  ')];
}

/** Far more than a target says of itself. */
const MOST_DETAILS = 20;
const MOST_CHARACTERS = 120;

/** What the target says of itself, e.g. what was probed of an `fs`: it decides which rules are exercised. */
function detailLines({ target: { name, version, details = {} } }: Result, colors: Colors): string[] {
  const shown = (text: string): string => printableLine(text.slice(0, MOST_CHARACTERS));
  const rows = Object.entries(details)
    .slice(0, MOST_DETAILS)
    .map(([what, found]): Cell[] => [{ text: shown(what) }, { text: shown(found) }]);
  if (rows.length === 0) return [];
  return [`${colors.bold('Target')}  ${shown(name)} ${shown(version)}`, ...columns(rows, '  ')];
}

/** The calls that the target was given when it misbehaved, and what it left behind. */
function misbehaviourLines({ misbehaviour }: Result): string[] {
  if (!misbehaviour) return [];
  const { scenario, evidence } = misbehaviour;
  return [
    `  on this scenario (${scenario.level} level)`,
    `    ${fileText(scenario)}`,
    ...scenario.faults.map((fault) => `    fault: ${faultText(fault)}`),
    ...scenario.calls.map((call, index) => `    ${index}  ${callText(call, index)}`),
    ...(evidence.length > 0 ? ['  what it left behind', ...evidence.map((line) => `    ${printableLine(line)}`)] : []),
  ];
}

function headline(result: Result, colors: Colors): string {
  const line = verdictLine(result);
  const paint = EXIT_CODES[result.verdict] === 0 ? colors.green : colors.red;
  return paint(result.verdict) + line.slice(result.verdict.length);
}

/** What the headline and the deviations below it don't say already; beside known deviations, all that is new. */
function reasonLines(result: Result): string[] {
  if (result.known) return result.reasons.slice(1).map((reason) => `  ${printableLine(reason)}`);
  const shown = result.counterexamples.map(({ deviation }) => deviation.rule);
  const reasons = result.reasons.filter((reason) => !shown.some((rule) => reason.includes(rule)));
  const onlyInHeadline = reasons.length === 1 && result.verdict !== 'interrupted' && shown.length === 0;
  return onlyInHeadline ? [] : reasons.map((reason) => `  ${printableLine(reason)}`);
}

function tally(result: Result): string {
  const rows = ruleRows(result);
  return RULE_VERDICTS.map((verdict) => `${rows.filter((row) => row.verdict === verdict).length} ${verdict}`).join(
    ', ',
  );
}

/** One line for each rule that was exercised: how many calls judged it at each level; a word where it didn't conform. */
function ruleLines(result: Result, colors: Colors): string[] {
  const levels = levelsOfRun(result);
  const paints: Partial<Record<RuleVerdict, (text: string) => string>> = {
    deviate: colors.red,
    permitted: colors.yellow,
    inconclusive: colors.yellow,
    'not exercised': colors.dim,
  };
  const exercised = ruleRows(result).filter((row) => row.verdict !== 'not exercised');
  if (exercised.length === 0) return [];
  const heading: Cell[] = [{ text: '' }, ...levels.map((level): Cell => ({ text: level, align: 'right' }))];
  const rows = exercised.map((row): Cell[] => [
    { text: printableLine(row.id), paint: paints[row.verdict] },
    ...levels.map((level): Cell => {
      const rule = row.byLevel[level];
      return { text: cellText(row, level), align: 'right', paint: rule && paints[rule.verdict] };
    }),
  ]);
  return columns([heading, ...rows], '  ');
}

function cellText(row: RuleRow, level: keyof RuleRow['byLevel']): string {
  const rule = row.byLevel[level];
  if (!rule) return '';
  if (rule.verdict === 'conform') return grouped(rule.exercised);
  if (rule.verdict === 'not exercised') return '-';
  return rule.exercised > 0 ? `${rule.verdict} ${grouped(rule.exercised)}` : rule.verdict;
}

function runLines(result: Result): string[] {
  const rows = result.runs.map((run): Cell[] => [
    { text: run.level },
    { text: `${grouped(run.sweep)} swept`, align: 'right' },
    ...(run.bounded > 0 ? [{ text: `${grouped(run.bounded)} bounded`, align: 'right' } as const] : []),
    { text: `${grouped(run.random)} random`, align: 'right' },
    { text: counted(run.calls, 'call'), align: 'right' },
  ]);
  const { timing } = result;
  const time = timing
    ? `, ${(timing.ms / 1000).toFixed(1)} s, ${grouped(Math.round(timing.callsPerSecond))} calls/s`
    : '';
  return [...columns(rows, '  '), `  seed ${result.seed}${time}`];
}
