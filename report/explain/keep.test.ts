import { expect, test } from '@jest/globals';
import { keep } from './keep.js';

const letters = (text: string): { letter: string }[] => Array.from(text, (letter) => ({ letter }));
const shown = (text: string, most: number): string =>
  keep(letters(text), most, ({ letter }) => letter === '!')
    .map(({ letter, leftOut }) => (leftOut > 0 ? `(${leftOut})${letter}` : letter))
    .join('');

test('keeps everything when there is room', () => {
  expect(shown('abcd', 4)).toBe('abcd');
});

test('keeps what matters with its neighbours, then both ends, and counts the gaps', () => {
  expect(shown('abcdefg!ijklmnop', 7)).toBe('ab(4)g!i(5)op');
});

test('what matters stays before anything else', () => {
  expect(shown('a!b!c!d', 4)).toBe('(1)!(1)!(1)!d');
});

test('keeps nothing of nothing', () => {
  expect(shown('', 3)).toBe('');
});
