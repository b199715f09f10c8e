import { describe, expect, test } from '@jest/globals';
import { CORE } from '../machines/core.js';
import { compile, type CompiledMachine } from '../machine/compile.js';
import { PROFILES } from '../profile.js';
import { assignmentsOf, comparisonOf, FormulaError, returnOf, type Assignment } from './formulas.js';

const core = compile(CORE, PROFILES['linux-4.x']);

const withAtom = (atom: (r: Record<string, number>, e: Record<string, number>) => boolean): CompiledMachine => ({
  ...core,
  source: { ...CORE, atoms: { ...CORE.atoms, odd: atom } },
});
const withUpdate = (update: (r: Record<string, number>, e: Record<string, number>) => void): CompiledMachine => ({
  ...core,
  source: { ...CORE, updates: { ...CORE.updates, odd: update } },
});

const twice = (...terms: readonly string[]): string[] => terms.flatMap((term) => [term, term]);

describe('an atom as a comparison', () => {
  test.each([
    ['failed', { left: 'e.ret', is: '<', right: 0 }],
    ['nothing', { left: 'e.ret', is: '==', right: 0 }],
    ['progressed', { left: 'e.ret', is: '>', right: 0 }],
    ['isDax', { left: 'e.ret', is: '==', right: 1 }],
    ['direct', { left: 'direct', is: '==', right: 1 }],
    ['iovUsedUp', { left: 'iovLeft', is: '==', right: 'e.iovAdvance' }],
    ['countWritten', { left: 'count', is: '==', right: 'e.ret' }],
  ])('%s', (name, comparison) => {
    expect(comparisonOf(core, name)).toEqual(comparison);
  });

  test.each<[what: string, atom: Parameters<typeof withAtom>[0]]>([
    ['a sum', (r, e) => r.pos + e.ret > 2],
    ['what always holds', () => true],
    ['two names by which is larger', (r) => r.pos > r.size],
  ])('%s is refused', (_, atom) => {
    expect(() => comparisonOf(withAtom(atom), 'odd')).toThrow(
      new FormulaError('__generic_file_write_iter: 0 comparisons say what the atom odd says, not one'),
    );
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

  test.each<[what: string, update: Parameters<typeof withUpdate>[0], assignments: readonly Assignment[]]>([
    ['nothing', () => undefined, []],
    ['a constant', (r) => (r.pos = 0), [{ register: 'pos', value: [0] }]],
    ['a constant added', (r) => (r.pos += 2), [{ register: 'pos', value: ['pos', 2] }]],
    ['one taken away', (r) => (r.pos = -1 - r.size), [{ register: 'pos', value: ['-size', -1] }]],
    ['a multiple', (r, e) => (r.pos = 2 * e.ret - 2 * r.size), [{ register: 'pos', value: twice('-size', 'e.ret') }]],
  ])('%s', (_, update, assignments) => {
    expect(assignmentsOf(withUpdate(update), 'odd')).toEqual(assignments);
  });

  test('one register is assigned to after it was read, taken away or added', () => {
    const order = (update: Parameters<typeof withUpdate>[0]) =>
      assignmentsOf(withUpdate(update), 'odd').map(({ register }) => register);
    expect(order((r) => Object.assign(r, { pos: 0, status: r.kiPos - r.pos }))).toEqual(['status', 'pos']);
    expect(order((r) => Object.assign(r, { pos: 0, status: r.kiPos + r.pos }))).toEqual(['status', 'pos']);
    expect(order((r) => Object.assign(r, { pos: 0, status: r.kiPos }))).toEqual(['pos', 'status']);
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

describe('what a machine returns', () => {
  const returning = (ret: (r: Record<string, number>) => number): CompiledMachine => ({
    ...core,
    source: { ...CORE, output: (r: object) => ({ ret: ret(r as Record<string, number>) }) },
  });

  test('is written, or err where that is 0', () => {
    expect(returnOf(core)).toEqual({ first: 'written', second: 'err' });
  });

  test.each<[what: string, ret: (r: Record<string, number>) => number]>([
    ['a constant', () => 0],
    ['one register', (r) => r.written],
    ['a sum', (r) => r.written + r.err],
  ])('is refused when it is %s', (_, ret) => {
    expect(() => returnOf(returning(ret))).toThrow(
      new FormulaError('__generic_file_write_iter: 0 pairs of registers give what it returns, not one'),
    );
  });
});

test('an error of formulas says that it is one', () => {
  expect(new FormulaError('no').name).toBe('FormulaError');
});
