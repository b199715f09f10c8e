import { expect, test } from '@jest/globals';
import { Tally } from './tally.js';

test('32 reasons of a rule are kept; what has others is counted all the same', () => {
  const tally = new Tally();
  for (let line = 1; line <= 33; line++) tally.cannotTell(0, `reason ${line}`, line);
  tally.cannotTell(0, 'reason 32', 99);
  const [{ verdict, judged, inconclusive, reasons }] = tally.results();
  expect({ verdict, judged, inconclusive }).toEqual({ verdict: 'inconclusive', judged: 34, inconclusive: 34 });
  expect(reasons.length).toBe(32);
  expect(reasons.at(-1)).toEqual({ reason: 'reason 32', times: 2, line: 32 });
});
