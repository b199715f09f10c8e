import { describe, expect, it } from '@jest/globals';
import type { KernelFunction, Observable } from '../../contract/index.js';
import { RULES, type Fact, type Rule } from '../rules/index.js';
import { blame, exercises, factsIn, hasFact, maskOf, type Judgement } from './judgement.js';

const judgement = (given: Partial<Judgement>): Judgement => ({
  leaves: [],
  facts: 0,
  differences: [],
  permitted: false,
  path: [],
  ...given,
});
const rule = (given: Partial<Rule>): Rule => ({ ...RULES[0], leaves: [], facts: [], traced: false, ...given });

it('a mask holds the facts that it was made of', () => {
  const facts = maskOf(['write', 'progress']);
  expect(factsIn(facts)).toEqual(['write', 'progress']);
  expect(hasFact(facts, 'read')).toBe(false);
});

describe('a call exercises a rule', () => {
  const write = maskOf(['write']);

  it.each<[string, Partial<Rule>, Partial<Judgement>, 'surely' | 'maybe' | 'no']>([
    ['of its facts, when they hold', { facts: ['write'] }, { facts: write }, 'surely'],
    ['not when one of its facts does not', { facts: ['write', 'direct'] }, { facts: write }, 'no'],
    ['perhaps, when one may hold', { facts: ['errorPending'] }, { facts: maskOf(['errorMaybePending']) }, 'maybe'],
    ['of any leaf, when it ended in one', {}, { leaves: ['L6'] }, 'surely'],
    ['not of any leaf, when it ended in none', {}, {}, 'no'],
    ['of its leaf', { leaves: ['L5', 'L6'] }, { leaves: ['L6'] }, 'surely'],
    ['perhaps, when other leaves are possible', { leaves: ['L6'] }, { leaves: ['L5', 'L6'] }, 'maybe'],
    ['not of another leaf', { leaves: ['L6'] }, { leaves: ['L5'] }, 'no'],
    ['not when one is not even in doubt', { facts: ['errorPending'] }, { facts: write }, 'no'],
    ['of no leaf, when there are facts', { facts: ['write'] }, { facts: write, leaves: ['L6'] }, 'surely'],
    [
      'of its leaf only perhaps, when a fact may hold',
      { leaves: ['L6'], facts: ['errorPending'] },
      { leaves: ['L6'], facts: maskOf(['errorMaybePending']) },
      'maybe',
    ],
    [
      'of a trace, when its function ran',
      { traced: true, kernelFunction: 'file_update_time' },
      { traced: ['file_update_time'] },
      'surely',
    ],
    [
      'not of a trace, when another function ran',
      { traced: true, kernelFunction: 'file_update_time' },
      { traced: ['file_remove_privs'] },
      'no',
    ],
    ['not of a trace that there is none of', { traced: true, kernelFunction: 'file_update_time' }, {}, 'no'],
  ])('%s', (_, given, told, expected) => {
    expect(exercises(rule(given), judgement(told))).toBe(expected);
  });
});

describe('a deviation is blamed', () => {
  const differing = (observable: Observable) => [
    { observable, allowed: ['0'], because: [''], got: '1', direction: 'more' as const },
  ];

  it('on a rule that the call surely exercises before one that it may', () => {
    const given = judgement({ leaves: ['L24'], facts: maskOf(['write', 'direct']), differences: differing('return') });
    const blamed = blame('disk', 'linux-4.x', given) as Rule;
    expect(exercises(blamed, given)).toBe('surely');
    const doubted = judgement({ ...given, leaves: ['L23', 'L24'] });
    const maybe = blame('disk', 'linux-4.x', doubted, (one) => exercises(one, doubted) === 'maybe') as Rule;
    expect(maybe.leaves.length).toBeGreaterThan(0);
  });

  it('on the rules of the function in which the trace first differs before all others', () => {
    const given = judgement({
      leaves: ['L6'],
      facts: maskOf(['write', 'buffered']),
      differences: differing('order'),
      traced: ['generic_perform_write'],
      fn: 'generic_perform_write',
    });
    expect(blame('disk', 'linux-4.x', given)).toMatchObject({ kernelFunction: 'generic_perform_write' });
  });

  interface Call {
    readonly leaves?: readonly string[];
    readonly facts?: readonly Fact[];
  }
  it.each<[what: string, fn: KernelFunction | undefined, differs: readonly Observable[], rule: string, call?: Call]>([
    ['the leaf, when no trace differs', undefined, ['return'], 'ret-buffered-full'],
    ['the function in which the trace differs, before the leaf', 'file_update_time', ['return'], 'time-order'],
    [
      'not a rule of that function which the call does not exercise',
      'generic_write_checks',
      ['return'],
      'checks-order',
    ],
    ['not a trace of another function', 'generic_perform_write', ['metadata'], 'metadata-only-as-named'],
    ['any of several differences, the first rule in the table', undefined, ['bdi', 'return'], 'ret-buffered-full'],
    ['a difference that only a general rule observes', undefined, ['bdi'], 'bdi-published-then-cleared'],
    ['what the call surely exercises', undefined, ['size'], 'size-covers-written'],
    [
      'that function also before what comes first in the table',
      'generic_file_direct_write',
      ['offset'],
      'direct-path',
      { facts: ['write', 'positioned'] },
    ],
    [
      'what comes first there, when it is the caller that is wrong',
      undefined,
      ['offset'],
      'pwrite-leaves-offset',
      { facts: ['write', 'positioned'] },
    ],
    [
      'no rule of another function that the call may exercise, before one that it surely does',
      'file_update_time',
      ['size'],
      'size-covers-written',
      { leaves: ['L1', 'L6'] },
    ],
  ])('on %s', (_, fn, differs, id, { leaves, facts }: Call = {}) => {
    const given = judgement({
      leaves: leaves ?? ['L6'],
      facts: maskOf(facts ?? ['write', 'buffered']),
      differences: differs.flatMap(differing),
      traced: [
        'generic_write_checks',
        'file_remove_privs',
        'file_update_time',
        'generic_file_direct_write',
        'generic_perform_write',
      ],
      fn,
    });
    expect(blame('disk', 'linux-4.x', given)?.id).toBe(id);
  });

  it('on nobody when the rules that cover it are not selected', () => {
    const given = judgement({ leaves: ['L6'], facts: maskOf(['write']), differences: differing('return') });
    expect(blame('disk', 'linux-4.x', given, () => false)).toBeUndefined();
  });

  it('never on a rule of other calls, though it observes the difference', () => {
    const given = judgement({ facts: maskOf(['lseek']), differences: differing('content') });
    expect(() => blame('file', 'linux-4.x', given)).toThrow('no rule of file level observes content here');
  });

  it('and that the table has no rule for it is an error', () => {
    const given = judgement({
      facts: maskOf(['lseek', 'shared']),
      differences: [...differing('bdi'), ...differing('lock')],
    });
    const [lseek, shared] = factsIn(given.facts);
    expect(() => blame('file', 'linux-4.x', given)).toThrow(
      `no rule of file level observes bdi, lock here (facts: ${lseek}, ${shared})`,
    );
  });
});
