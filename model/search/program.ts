import type { ControlGraph, ControlStep } from './control.js';
import { effectOn, OPERATIONS, promiseOn, WORDS, type WordOperation } from './sector-words.js';

/**
 * The control graph as one list of integers. The steps of control c begin at `starts[c]` and end at `starts[c + 1]`;
 * a step is: the control it leads to, its flags, then for each word of sectors the number of operations, and for each
 * its kind and two masks.
 */
export interface Program {
  readonly starts: Int32Array;
  readonly code: Int32Array;
}

/** The step returns from a call whose offset or count is wrong already. */
export const INCONSISTENT = 1;

export function programOf({ steps }: ControlGraph): Program {
  const starts = new Int32Array(steps.length + 1);
  const code: number[] = [];
  for (const [control, all] of steps.entries()) {
    for (const step of all) {
      code.push(step.to, step.returned && !step.returned.isConsistent ? INCONSISTENT : 0);
      for (let word = 0; word < WORDS; word++) {
        const operations = operationsOn(word, step);
        code.push(operations.length, ...operations.flatMap(({ kind, a, b }) => [kind, a, b]));
      }
    }
    starts[control + 1] = code.length;
  }
  return { starts, code: Int32Array.from(code) };
}

function operationsOn(word: number, { effects, returned }: ControlStep): WordOperation[] {
  const operations: WordOperation[] = [];
  for (const effect of effects) {
    const next = effectOn(word, effect);
    const last = operations.at(-1);
    if (!next) continue;
    // Two settings in a row are one.
    if (last?.kind === OPERATIONS.set && next.kind === OPERATIONS.set)
      operations.splice(-1, 1, { kind: OPERATIONS.set, a: last.a & next.a, b: (last.b & next.a) | next.b });
    else operations.push(next);
  }
  const promise = returned?.isConsistent ? promiseOn(word, returned) : null;
  return promise ? [...operations, promise] : operations;
}
