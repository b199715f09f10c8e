import type { Counterexample } from '../../contract/index.js';
import { headLines } from './comment.js';
import { JEST_TEST } from './jest-test.js';
import { filled } from './template.js';

/** A Jest test that replays the counterexample, in a project that has this package. */
export const jestText = (found: Counterexample): string =>
  filled(JEST_TEST, {
    head: headLines(found),
    counterexample: JSON.stringify(found, null, 2),
    title: JSON.stringify(`written-or-err: ${found.deviation.rule} at ${found.scenario.level} level on `),
  });
