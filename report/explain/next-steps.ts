import type { Counterexample } from '../../contract/index.js';
import { refusalOf } from '../export/refusals.js';
import { printableLine } from '../printable.js';
import type { NextCommand } from './explanation.js';

/** What to type about the counterexample in `file`. */
export function nextSteps(file: string, found: Counterexample): NextCommand[] {
  const word = shellWord(file);
  const [form, purpose] =
    refusalOf('c', found) === null ? ['c', 'to try it on a real file system'] : ['jest', 'to keep it as a test'];
  return [
    { command: `woe replay ${word}`, purpose: 'to run it again' },
    { command: `woe replay ${word} TARGET`, purpose: 'to run it on another target' },
    { command: `woe export ${word} --as ${form}`, purpose },
  ];
}

/** Text as one word of a shell. */
export function shellWord(text: string): string {
  const word = printableLine(text);
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
