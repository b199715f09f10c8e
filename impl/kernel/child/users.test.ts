import { expect, it } from '@jest/globals';
import { isMapped } from './users.js';

it.each([
  ['everybody', '         0          0 4294967295\n', true],
  ['root alone', '         0       1000          1\n', false],
  ['root and a range below', '0 1000 1\n1 100000 999\n', false],
  ['root and a range with it', '0 1000 1\n1 100000 65536\n', true],
  ['nobody', '', false],
])('a namespace with %s', (_, map, expected) => {
  expect(isMapped(1000, map)).toBe(expected);
});
