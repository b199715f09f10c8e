import { expect, test } from '@jest/globals';
import { oneInOf } from './sample.js';

test.each([
  [undefined, 1],
  ['1', 1],
  ['12', 12],
  ['999999', 999_999],
])('MUTATION_ONE_IN=%s is one in %d', (text, oneIn) => {
  expect(oneInOf(text)).toBe(oneIn);
});

test.each(['', '0', '-3', '1.5', '1e3', '08', 'all', '1000000'])('MUTATION_ONE_IN=%s is refused', (text) => {
  expect(() => oneInOf(text)).toThrow(
    `MUTATION_ONE_IN: expected a whole number from 1 to 999999, got "${text}"; e.g. 8`,
  );
});
