import type { Level } from '../../contract/index.js';
import { printableLine } from '../printable.js';
import type { NextCommand } from './explanation.js';

/** A form that can express the calls of each level: C has no scripted callees and no virtual disk. */
const FORM: Record<Level, { readonly as: string; readonly purpose: string }> = {
  iter: { as: 'jest', purpose: 'to keep it as a test' },
  disk: { as: 'jest', purpose: 'to keep it as a test' },
  file: { as: 'c', purpose: 'to try it on a real file system' },
};

/** What to type about the counterexample in `file`. */
export function nextSteps(file: string, level: Level): NextCommand[] {
  const word = shellWord(file);
  const { as, purpose } = FORM[level];
  return [
    { command: `woe replay ${word}`, purpose: 'to run it again' },
    { command: `woe replay ${word} TARGET`, purpose: 'to run it on another target' },
    { command: `woe export ${word} --as ${as}`, purpose },
  ];
}

/** Text as one word of a shell. */
export function shellWord(text: string): string {
  const word = printableLine(text);
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
