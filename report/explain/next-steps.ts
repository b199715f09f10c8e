import type { Counterexample } from '../../contract/index.js';
import { refusalOf } from '../export/refusals.js';
import { commandToReplay } from '../command-to-replay.js';
import { shellWord } from '../shell-word.js';
import type { NextCommand } from './explanation.js';

/** What to type about the counterexample in `file`. */
export function nextSteps(file: string, found: Counterexample): NextCommand[] {
  const word = shellWord(file);
  const [form, purpose] =
    refusalOf('c', found) === null ? ['c', 'to try it on a real file system'] : ['jest', 'to keep it as a test'];
  return [
    { command: commandToReplay(file, found), purpose: 'to run it again' },
    { command: `woe replay ${word} TARGET`, purpose: 'to run it on another target' },
    { command: `woe export ${word} --as ${form}`, purpose },
  ];
}
