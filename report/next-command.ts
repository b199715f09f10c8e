import type { Counterexample, Result, RunVerdict } from '../contract/index.js';
import { printableLine } from './printable.js';
import { commandToReplay } from './command-to-replay.js';
import { shellWord } from './shell-word.js';

/**
 * The commands that most likely help now, one a line, each with the reason to type it. `saved` = the files that keep the
 * counterexamples, in their order.
 */
export function nextCommands(result: Result, saved: readonly string[] = []): string[] {
  if (result.counterexamples.length > 0)
    return saved.length > 0 ? lookInto(saved[0], result.counterexamples[0]) : [keepThem(result)];
  return [(NEXT[result.verdict] ?? again)(result)];
}

const lookInto = (file: string, found: Counterexample): string[] => [
  `${commandToReplay(file, found)}   to run it again`,
  `woe explain ${shellWord(file)} --format markdown   for an issue tracker`,
];

/** The same run again: it finds the same, and writes it to files. */
const keepThem = (result: Result): string =>
  `${sameRun(result)} --out found   to keep them for woe replay and woe explain`;

/** Only a hunt tries every short sequence. */
const verb = ({ runs }: Result): string => (runs.some(({ bounded }) => bounded > 0) ? 'hunt' : 'check');

const base = (result: Result): string => {
  const profile = result.profile === 'linux-4.x' ? '' : ` --profile ${result.profile}`;
  const level = result.levels.length === 1 ? ` --level ${result.levels[0]}` : '';
  return `woe ${verb(result)} ${shellWord(result.target.given ?? result.target.name)}${profile}${level}`;
};

/** With as many random scenarios as it took. */
function sameRun(result: Result): string {
  const runs = Math.max(0, ...result.runs.map(({ random }) => random));
  return `${base(result)} --seed ${result.seed} --runs ${runs}`;
}

const again = (result: Result): string => `${sameRun(result)}   to see it again`;

/** A conformant run is as good as its scenarios: look at other ones, and at more. */
const farther = (result: Result): string => `${base(result)} --seed ${result.seed + 1} --runs 20000   to look further`;

const NEXT: Partial<Record<RunVerdict, (result: Result) => string>> = {
  conformant: farther,
  deviating: (result) => {
    const rule = result.rules.find(({ verdict }) => verdict === 'deviate');
    return rule ? `woe rules ${printableLine(rule.id)}   to read the rule` : again(result);
  },
  'not exercised': (result) => {
    const rule = result.rules.find(({ verdict }) => verdict === 'not exercised');
    return rule ? `woe rules ${printableLine(rule.id)}   to read what it needs` : again(result);
  },
  interrupted: (result) => `${base(result)} --seed ${result.seed}   to run it to the end`,
};
