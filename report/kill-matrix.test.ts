import { expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import { killMatrixText, type KillMatrixView } from './kill-matrix.js';

const row = (id: string, verdict: KillMatrixView['mutants'][number]['verdict'], kills: [string, number][]) => ({
  id,
  observable: 'return' as const,
  level: 'disk' as const,
  rule: 'its-rule',
  verdict,
  runs: verdict === 'killed' ? 1234 : 5000,
  kills: kills.map(([rule, runs]) => ({ rule, runs })),
});

const GOOD: KillMatrixView = {
  seed: 1,
  passed: true,
  mutants: [row('plain', 'killed', [['its-rule', 1234]])],
  equivalents: [{ id: 'same', verdict: 'lives', reasons: [] }],
  harness: [{ id: 'harness-throws', title: 'Throws', expected: 'crashed', verdict: 'crashed' }],
};

const BAD: KillMatrixView = {
  seed: 7,
  passed: false,
  mutants: [
    row('late', 'killed', [
      ['one', 3],
      ['two', 4],
      ['three', 5],
      ['its-rule', 1234],
    ]),
    row('alive', 'survived', []),
    row('misnamed', 'killed by another rule', [['another', 12]]),
  ],
  equivalents: [{ id: 'same', verdict: 'killed', reasons: ['disk: its-rule: something'] }],
  harness: [{ id: 'harness-loops', title: 'Computes for ever', expected: 'timed out', verdict: 'deviating' }],
};

const text = (matrix: KillMatrixView): string => `\n${killMatrixText(matrix, picocolors.createColors(false))}`;

it('tells which rule killed which mutant, and when', () => {
  expect(text(GOOD)).toMatchInlineSnapshot(`
   "
   passed: 1 of 1 mutant killed by the rule they name; 1 of 1 equivalent live; 1 of 1 target that misbehave end with their verdict

     mutant  level  shows in  rule that must kill it  scenarios
     plain   disk   return    its-rule                    1,234

     Equivalents, which no observer can tell from the reference
     same  lives

     Targets that misbehave, each with a verdict of its own
     harness-throws  Throws  crashed

   Next  woe hunt mutant:plain --level disk --seed 1   to see one as a story
   "
  `);
});

it('tells which lived, which died by another rule, and what was a false alarm', () => {
  expect(text(BAD)).toMatchInlineSnapshot(`
   "
   failed: 1 of 3 mutants killed by the rule they name; 0 of 1 equivalent live; 0 of 1 target that misbehave end with their verdict

     mutant    level  shows in  rule that must kill it  scenarios
     late      disk   return    its-rule                    1,234  (before it: one at 3, two at 4, 1 more)
     alive     disk   return    its-rule                    5,000  survived
     misnamed  disk   return    its-rule                    5,000  killed only by another at 12

     Equivalents, which no observer can tell from the reference
     same  killed, a false alarm: disk: its-rule: something

     Targets that misbehave, each with a verdict of its own
     harness-loops  Computes for ever  deviating, expected timed out

   Next  woe hunt mutant:alive --level disk --seed 7   to look for it longer
   "
  `);
});
