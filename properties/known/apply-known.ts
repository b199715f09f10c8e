import picomatch from 'picomatch';
import { UsageError, type Counterexample, type KnownDeviation, type Result } from '../../contract/index.js';
import { neverExercised } from '../result.js';
import { isKnownAs, speaksOf } from './is-known.js';

/** What a line that no longer happens means. */
export type Stale = 'fail' | 'warn';

/**
 * Judges a result against the list of what is known of the target, refuted both ways: it is conformant when every
 * deviation is listed with its symptom, and every line that was run still happens.
 */
export function applyKnown(result: Result, lines: readonly KnownDeviation[], stale: Stale): Result {
  const known = lines.map((line) => ({ ...line, state: stateOf(result, line) }));
  const judged = { ...result, known };
  if (result.verdict !== 'deviating' && result.verdict !== 'conformant') return judged;
  const reasons = [
    ...result.stored.flatMap(({ name, rule, verdict }) =>
      verdict === 'conformant' ? [] : [`stored: ${name}: ${rule}: ${verdict}`],
    ),
    ...result.counterexamples.flatMap((found) => {
      const complaint = complaintOf(found, lines);
      return complaint === undefined ? [] : [complaint];
    }),
    ...unexplained(result),
    ...(stale === 'fail' ? known.filter(({ state }) => state === 'stale').map(staleLine) : []),
  ];
  if (reasons.length > 0) return { ...judged, verdict: 'deviating', reasons };
  // A deviation is no excuse for what was declared and never tried; a part of a run need not reach everything.
  const missed = result.shard ? [] : neverExercised(result.rules);
  return { ...judged, verdict: missed.length > 0 ? 'not exercised' : 'conformant', reasons: missed };
}

const staleLine = ({ rule, observable, direction }: KnownDeviation): string =>
  `stale: ${rule} (${observable}, ${direction}) is listed as known, but no longer happens`;

function complaintOf(found: Counterexample, lines: readonly KnownDeviation[]): string | undefined {
  if (lines.some((line) => isKnownAs(found, line))) return undefined;
  const { deviation, scenario } = found;
  const [{ observable, direction }] = deviation.differences;
  const symptom = `${observable}, ${direction}`;
  const others = lines.filter((line) => speaksOf(found, line));
  if (others.length === 0) return `unlisted: ${scenario.level}: ${deviation.rule} (${symptom})`;
  const listed = others.map((line) => `${line.observable}, ${line.direction}`).join('; or ');
  return `another symptom: ${scenario.level}: ${deviation.rule} (${symptom}), listed as (${listed})`;
}

/** Rules that were broken, but of which no scenario could be confirmed. */
const unexplained = ({ rules, counterexamples }: Result): string[] =>
  rules
    .filter(({ verdict }) => verdict === 'deviate')
    .filter(
      ({ id, level }) =>
        !counterexamples.some(({ deviation, scenario }) => deviation.rule === id && scenario.level === level),
    )
    .map(({ id, level }) => `${level}: ${id}: deviated once, and not when it was run again`);

function stateOf({ rules, counterexamples }: Result, line: KnownDeviation): 'happens' | 'stale' | 'not run' {
  if (counterexamples.some((found) => isKnownAs(found, line))) return 'happens';
  const ran = rules.some(
    ({ id, level, exercised }) =>
      exercised > 0 && picomatch.isMatch(id, line.rule) && (line.level === undefined || line.level === level),
  );
  return ran ? 'stale' : 'not run';
}

/** Throws UsageError when the run saw only a part, so that what it did not see can't be called stale. */
export function requireWhole(result: Result, isPartial: boolean): void {
  const whole = result.verdict === 'conformant' || result.verdict === 'deviating';
  if (whole && !isPartial) return;
  const why = whole ? 'the run was a part: --only, --skip, --level or --time' : `the run ended as ${result.verdict}`;
  throw new UsageError(`--update-known: expected a whole run to take the list from, but ${why}; the file is as it was`);
}
