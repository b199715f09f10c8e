import type { Result, RunVerdict } from '../contract/index.js';
import { printableLine } from './printable.js';

/** The command that most likely helps now, with the reason to type it. */
export function nextCommand(result: Result): string {
  return (NEXT[result.verdict] ?? again)(result);
}

/** The target as a shell word. */
const targetWord = ({ target }: Result): string => {
  const name = printableLine(target.given ?? target.name);
  return /^[\w./:=@-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
};

const base = (result: Result): string => {
  const profile = result.profile === 'linux-4.x' ? '' : ` --profile ${result.profile}`;
  return `woe check ${targetWord(result)}${profile}`;
};

const again = (result: Result): string => `${base(result)} --seed ${result.seed}   to see it again`;

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
