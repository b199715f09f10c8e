import { describe, expect, it } from '@jest/globals';
import { and, not, or } from 'xstate';
import { atomsOf, evaluate, fold, guardText, readGuard, type Guard } from './guard.js';

const atom = (name: string): Guard => ({ op: 'atom', name });
const read = (guard: unknown): Guard => readGuard(guard);

describe('a guard of XState', () => {
  it.each<[guard: unknown, text: string, atoms: readonly string[]]>([
    [undefined, '', []],
    ['failed', 'failed', ['failed']],
    [not('failed'), 'not failed', ['failed']],
    [and(['a', 'b', 'c']), 'a and b and c', ['a', 'b', 'c']],
    [or(['a', 'b', 'a']), 'a or b or a', ['a', 'b']],
    [or(['a', and([not('b'), 'c'])]), 'a or (not b and c)', ['a', 'b', 'c']],
    [not(or(['a', 'b'])), 'not (a or b)', ['a', 'b']],
  ])('is read as a tree: %#', (guard, text, atoms) => {
    expect(guardText(read(guard))).toBe(text);
    expect(atomsOf(read(guard))).toEqual(atoms);
  });

  it.each([[() => true], [{}], [7], [{ check: { name: 'checkStateIn' }, guards: [] }]])(
    'is refused when it is something else: %#',
    (guard) => {
      expect(() => readGuard(guard)).toThrow(
        new TypeError('a guard is the name of an atom, or and, or, not of such names'),
      );
    },
  );
});

describe('a guard holds', () => {
  it.each<[guard: unknown, whenTrue: readonly string[], holds: boolean]>([
    [undefined, [], true],
    ['a', ['a'], true],
    ['a', ['b'], false],
    [not('a'), [], true],
    [not('a'), ['a'], false],
    [and(['a', 'b']), ['a', 'b'], true],
    [and(['a', 'b']), ['a'], false],
    [or(['a', 'b']), ['b'], true],
    [or(['a', 'b']), [], false],
  ])('or not: %#', (guard, whenTrue, holds) => {
    expect(evaluate(read(guard), (name) => whenTrue.includes(name))).toBe(holds);
  });
});

/** `yes` and `no` are what the profile decides; the others stay open. */
describe('what the profile decides is folded away', () => {
  const TRUE: Guard = { op: 'true' };
  it.each<[what: string, guard: unknown, folded: Guard | null]>([
    ['no guard', undefined, TRUE],
    ['yes', 'yes', TRUE],
    ['no', 'no', null],
    ['an open atom', 'a', atom('a')],
    ['not yes', not('yes'), null],
    ['not no', not('no'), TRUE],
    ['not a', not('a'), { op: 'not', of: [atom('a')] }],
    ['a and yes', and(['a', 'yes']), atom('a')],
    ['a and no', and(['a', 'no']), null],
    ['yes and yes', and(['yes', 'yes']), TRUE],
    ['a and b and yes', and(['a', 'b', 'yes']), { op: 'and', of: [atom('a'), atom('b')] }],
    ['a or yes', or(['a', 'yes']), TRUE],
    ['a or no', or(['a', 'no']), atom('a')],
    ['no or no', or(['no', 'no']), null],
    ['a or b or no', or(['a', 'b', 'no']), { op: 'or', of: [atom('a'), atom('b')] }],
    ['(no and a) or b', or([and(['no', 'a']), 'b']), atom('b')],
    ['not (a or yes)', not(or(['a', 'yes'])), null],
  ])('%s', (_, guard, folded) => {
    const known: Readonly<Record<string, boolean | undefined>> = { yes: true, no: false };
    expect(fold(read(guard), (name) => known[name])).toEqual(folded);
  });
});
