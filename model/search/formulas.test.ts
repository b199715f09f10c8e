import { describe, expect, test } from '@jest/globals';
import { CORE } from '../machines/core.js';
import { compile, type CompiledMachine } from '../machine/compile.js';
import { PROFILES } from '../profile.js';
import { assignmentsOf, comparisonOf, FormulaError, returnOf } from './formulas.js';

const core = compile(CORE, PROFILES['linux-4.x']);

const withAtom = (atom: (r: Record<string, number>, e: Record<string, number>) => boolean): CompiledMachine => ({
  ...core,
  source: { ...CORE, atoms: { ...CORE.atoms, odd: atom } },
});
const withUpdate = (update: (r: Record<string, number>, e: Record<string, number>) => void): CompiledMachine => ({
  ...core,
  source: { ...CORE, updates: { ...CORE.updates, odd: update } },
});

describe('an atom as a comparison', () => {
  test.each([
    ['failed', { left: 'e.ret', is: '<', right: 0 }],
    ['direct', { left: 'direct', is: '==', right: 1 }],
    ['iovUsedUp', { left: 'iovLeft', is: '==', right: 'e.iovAdvance' }],
    ['countWritten', { left: 'count', is: '==', right: 'e.ret' }],
  ])('%s', (name, comparison) => {
    expect(comparisonOf(core, name)).toEqual(comparison);
  });

  test('one that is none is refused', () => {
    expect(() =>
      comparisonOf(
        withAtom((r, e) => r.pos + e.ret > 2),
        'odd',
      ),
    ).toThrow(FormulaError);
    expect(() =>
      comparisonOf(
        withAtom(() => true),
        'odd',
      ),
    ).toThrow(FormulaError);
  });
});

describe('an action as assignments', () => {
  test('are sums of registers and fields, each before its registers change', () => {
    expect(assignmentsOf(core, 'keepFallback')).toEqual([
      { register: 'size', value: ['e.sizeAfter'] },
      { register: 'iovLeft', value: ['iovLeft', '-e.iovAdvance'] },
      { register: 'fallbackPos', value: ['kiPos'] },
      { register: 'kiPos', value: ['kiPos', 'e.kiPosAdvance'] },
      { register: 'status', value: ['e.ret'] },
    ]);
    expect(assignmentsOf(core, 'publishBdi')).toEqual([{ register: 'bdi', value: [1] }]);
  });

  test('what is not linear is refused', () => {
    const larger = withUpdate((r, e) => {
      r.size = Math.max(r.size, e.ret);
    });
    expect(() => assignmentsOf(larger, 'odd')).toThrow('what odd does to size is not a sum of registers and fields');
  });

  test('an exchange of registers is refused', () => {
    const exchange = withUpdate((r) => {
      [r.pos, r.kiPos] = [r.kiPos, r.pos];
    });
    expect(() => assignmentsOf(exchange, 'odd')).toThrow('odd exchanges registers');
  });
});

test('the core returns written, or err where that is 0', () => {
  expect(returnOf(core)).toEqual({ first: 'written', second: 'err' });
});
