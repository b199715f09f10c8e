import { printableLine } from './printable.js';

/** Text as one word of a shell. */
export function shellWord(text: string): string {
  const word = printableLine(text);
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
