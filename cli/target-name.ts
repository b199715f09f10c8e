import { UsageError } from '../contract/parse.js';
import { unexpected } from './expected.js';
import { didYouMean } from './nearest.js';

/** Where a target is asked for: what to type there, and what else may stand there. */
export interface Place {
  readonly example: string;
  readonly others: readonly string[];
}

/** The error for a name that is none of `names`: the families there are, or the members of the one that was meant. */
export function noSuchTarget(typed: string, names: readonly string[], { example, others }: Place): UsageError {
  const family = `${typed.split(':')[0]}:`;
  const members = names.filter((name) => name.startsWith(family)).map((name) => name.slice(family.length));
  const expected =
    members.length > 0
      ? `${family}ID with one of ${members.join(', ')}`
      : `one of ${[...families(names), ...others].join(', ')}`;
  return unexpected({ option: 'target', expected, example }, typed, didYouMean(typed, [...names, ...others]));
}

/** `reference, mutant:ID, ...`, and what can't be listed. */
const families = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.replace(/:.*/, ':ID'))),
  './module.js',
  '-- COMMAND',
];
