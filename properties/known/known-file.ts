import picomatch from 'picomatch';
import { parse as parseYaml, stringify } from 'yaml';
import {
  KnownDeviationsSchema,
  parse,
  preview,
  UsageError,
  type Counterexample,
  type KnownDeviation,
  type KnownDeviations,
} from '../../contract/index.js';
import { RULES } from '../../model/index.js';
import { isKnownAs } from './is-known.js';

const EXAMPLE = 'example: woe check ./my-target.js --known known.yaml --update-known writes one';

/**
 * Reads the text of a list of known deviations, YAML or JSON (which is YAML). Throws UsageError for what is neither, has
 * another form, or has a line that matches no rule.
 */
export function readKnown(text: string, name: string): KnownDeviation[] {
  const what = `--known: ${preview(name)}`;
  let value: unknown;
  try {
    value = parseYaml(text, { prettyErrors: true });
  } catch (error) {
    throw new UsageError(`${what}: expected YAML or JSON, but ${unreadable(error as Error)}; ${EXAMPLE}`);
  }
  const { known } = parse<KnownDeviations>(KnownDeviationsSchema, value, what);
  for (const { rule } of known)
    if (!RULES.some(({ id }) => picomatch.isMatch(id, rule)))
      throw new UsageError(`${what}: no rule matches ${preview(rule)}; \`woe rules\` lists them`);
  return known;
}

/** Why, in one line; the parser goes as deep as the text does. */
function unreadable({ message }: Error): string {
  if (message.includes('call stack')) return 'it is nested too deeply';
  return message.split('\n')[0].replace(/:$/, '');
}

const HEADER =
  '# Deviations that are known of this target. `woe check TARGET --known FILE` fails when one is new, stale, or shows otherwise.\n';
/** Stands for what only a person can say. */
const NO_REASON = 'not explained yet';

/** The list of what was found: the lines that still hold stay as they are, new ones lack a reason. */
export function writeKnown(lines: readonly KnownDeviation[], found: readonly Counterexample[]): string {
  const kept = lines.filter((line) => found.some((one) => isKnownAs(one, line)));
  const added = found
    .filter((one) => !kept.some((line) => isKnownAs(one, line)))
    .map(({ deviation, scenario }): KnownDeviation => {
      const { observable, direction } = deviation.differences[0];
      return { rule: deviation.rule, level: scenario.level, observable, direction, reason: NO_REASON };
    });
  return HEADER + stringify({ schema: 'woe.known/1', known: [...kept, ...added] } satisfies KnownDeviations);
}
