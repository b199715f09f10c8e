import { UsageError, preview } from '../../contract/parse.js';

/** A program and its arguments. */
export type Argv = readonly [command: string, ...args: string[]];

const EXAMPLE = `exec:'python3 driver.py --flag "two words"'`;

/**
 * Splits a command line into words without a shell: spaces separate, '...' and "..." keep together. A backslash keeps
 * the quote, the backslash or the space that follows it (not inside '...'); before anything else it is itself, so that
 * paths of Windows need no doubling. No variables, no globs, no operators. Throws UsageError.
 */
export function splitCommand(text: string): Argv {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\' && quote !== "'" && /^["'\\ ]$/.test(text[i + 1] ?? '')) word = (word ?? '') + text[++i];
    else if (quote !== '') {
      if (c === quote) quote = '';
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (quote !== '')
    throw new UsageError(`exec: the quote ${quote} is not closed in ${preview(text)}; example: ${EXAMPLE}`);
  if (word !== undefined) words.push(word);
  return requireCommand(words);
}

/** The line that splitCommand splits into these words. */
export const joinCommand = (argv: readonly string[]): string => argv.map(quoted).join(' ');

/** Makes sure that there is a command at all. Throws UsageError. */
export function requireCommand(words: readonly string[]): Argv {
  const [command, ...args] = words;
  if (!command) throw new UsageError(`exec: expected a command, got nothing; example: ${EXAMPLE}`);
  return [command, ...args];
}

function quoted(word: string): string {
  if (/^[^\s'"\\]+$/.test(word)) return word;
  return word.includes("'") ? `"${word.replace(/["\\]/g, '\\$&')}"` : `'${word}'`;
}
