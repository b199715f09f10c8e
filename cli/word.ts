import { unexpected } from './expected.js';
import { didYouMean } from './nearest.js';

/** Reads one of a closed list of words. */
export const oneOf =
  <W extends string>(option: string, words: readonly W[], example: string) =>
  (text: string): W => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw unexpected({ option, expected: `one of ${words.join(', ')}`, example }, text, didYouMean(text, words));
  };

/** Reads several of them, separated by commas or by repeating the option. */
export const someOf = <W extends string>(option: string, words: readonly W[], example: string) => {
  const read = oneOf(option, words, example);
  return (text: string, before: readonly W[] | undefined): W[] => [
    ...new Set([...(before ?? []), ...text.split(',').map((word) => read(word.trim()))]),
  ];
};

/** Collects an option that may be repeated. */
export const repeated = (text: string, before: readonly string[] | undefined): string[] => [...(before ?? []), text];
