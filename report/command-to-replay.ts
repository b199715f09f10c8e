import type { Counterexample } from '../contract/index.js';
import { namesCode } from '../contract/target-name.js';
import { shellWord } from './shell-word.js';

/** What to type to run the counterexample in `file` again; the target is in it where `woe replay` must be told. */
export function commandToReplay(
  file: string,
  { target }: Pick<Counterexample, 'target'>,
  option?: '--refresh',
): string {
  const words = ['woe replay', option, shellWord(file), namesCode(target) ? shellWord(target) : undefined];
  return words.filter((word) => word !== undefined).join(' ');
}
