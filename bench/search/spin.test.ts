import { expect, test } from '@jest/globals';
import { parseSpin } from './spin.js';

const REPORT = `
(Spin Version 6.5.2 -- 6 December 2019)

State-vector 44 byte, depth reached 26, errors: 0
    31102 states, stored
    34023 states, matched
    65125 transitions (= stored+matched)

pan: elapsed time 0.03 seconds
pan: rate 1036733.3 states/second
`;

test('the report of a verifier is read', () => {
  expect(parseSpin(REPORT)).toEqual({ states: 31102, seconds: 0.03, violated: null, complete: true });
});

test('a violated assertion and an incomplete search are seen', () => {
  const violated = `pan:1: assertion violated ((kiPos==(pos+ret))&&(ret<=count)) (at depth 17)\n${REPORT}`;
  expect(parseSpin(violated).violated).toBe('((kiPos==(pos+ret))&&(ret<=count))');
  expect(parseSpin(`error: max search depth too small\n${REPORT}`).complete).toBe(false);
  expect(parseSpin(`Warning: Search not completed\n${REPORT}`).complete).toBe(false);
});

test('something else is refused', () => {
  expect(() => parseSpin('gcc: not found')).toThrow('not the report of a Spin verifier: gcc: not found');
});
