import { describe, expect, test } from '@jest/globals';
import type { CompiledMachine } from '../machine/compile.js';
import { CORE, type CoreRegisters } from '../machines/core.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { controlGraph, start, stepsFrom, type Control, type ControlStep } from './control.js';
import { families, type Family } from './families.js';

const core = compiled(CORE.name, PROFILES['linux-4.x']);
const bounds = { sectors: 4, writes: 2 };

/** The first write, of two sectors at 1, is at its exit. */
const atExit = (registers: Partial<CoreRegisters>): Control => ({
  state: core.states.findIndex(({ final }) => final),
  registers: { ...start(core, bounds).registers, pos: 1, count: 2, kiPos: 1, ...registers },
  writes: 1,
  offset: 1,
  fileSize: 2,
});

const returning = (registers: Partial<CoreRegisters>) => {
  const [step, ...others] = stepsFrom(core, bounds, families(false), atExit(registers));
  expect(others).toEqual([]);
  return step;
};

describe('a call returns', () => {
  test.each<[what: string, registers: Partial<CoreRegisters>, isConsistent: boolean]>([
    ['a count, and ki_pos moved by it', { written: 2, kiPos: 3 }, true],
    ['a part of the request', { written: 1, kiPos: 2 }, true],
    ['a count, and ki_pos moved further', { written: 1, kiPos: 3 }, false],
    ['a count, and ki_pos is behind', { written: 2, kiPos: 2 }, false],
    ['more than was asked for', { written: 3, kiPos: 4 }, false],
    ['an error', { err: -1 }, true],
    ['an error: write(2) leaves the offset, wherever ki_pos is', { err: -1, kiPos: 3 }, true],
    ['nothing: neither does it then', { kiPos: 3 }, true],
    ['a count, but the bdi slot is set', { written: 2, kiPos: 3, bdi: 1 }, false],
    ['an error, but the bdi slot is set', { err: -1, bdi: 1 }, false],
  ])('%s', (_, registers, isConsistent) => {
    expect(returning(registers).returned?.isConsistent).toBe(isConsistent);
  });

  test.each<[what: string, registers: Partial<CoreRegisters>, promised: Partial<ControlStep['returned']>]>([
    ['buffered: what was counted can be read', { written: 2, kiPos: 3 }, { from: 1, to: 3, stable: false }],
    ['direct: it is on the device', { written: 1, kiPos: 2, direct: 1 }, { from: 1, to: 2, stable: true }],
    ['an error promises nothing', { err: -1 }, { from: 1, to: 1 }],
  ])('%s', (_, registers, promised) => {
    expect(returning(registers)).toMatchObject({ name: 'return', effects: [], returned: { ...promised, version: 1 } });
  });

  test.each<[what: string, registers: Partial<CoreRegisters>, after: Partial<Control>]>([
    ['the offset follows a count', { written: 2, kiPos: 3, size: 3 }, { offset: 3, fileSize: 3 }],
    ['behind the last sector it starts again', { written: 3, kiPos: 4, count: 3, size: 4 }, { offset: 0, fileSize: 4 }],
    ['after a call that wrote nothing it stays, wherever ki_pos is', { kiPos: 3, size: 2 }, { offset: 1, fileSize: 2 }],
    [
      'after an error it stays, though i_size may have grown',
      { err: -1, kiPos: 3, size: 3 },
      { offset: 1, fileSize: 3 },
    ],
  ])('%s', (_, registers, after) => {
    const { control } = returning(registers);
    expect(control).toEqual({ ...start(core, bounds), writes: 1, ...after });
  });
});

test('at the start nothing was written, and the file ends in the middle of the range', () => {
  const [first] = controlGraph(core, { sectors: 5, writes: 1 }).controls;
  expect(first).toMatchObject({ state: core.initial, writes: 0, offset: 0, fileSize: 2 });
});

describe('the search refuses', () => {
  const withStates = (change: (state: CompiledMachine['states'][number]) => object): CompiledMachine => ({
    ...core,
    states: core.states.map((state) => ({ ...state, ...change(state) })),
  });

  test.each([
    ['perform', 'pos', 1, 0],
    ['flush', 'lo', 1, 0],
    ['flush', 'hi', 5, -1],
  ])('a core that calls %s with another %s than the families assume', (event, field, called, assumed) => {
    const other = withStates((state) => (state.event === event ? { expects: () => ({ [field]: called }) } : {}));
    expect(() => controlGraph(other, { sectors: 1, writes: 1 })).toThrow(
      `${event} is called with ${field} ${called}, the search assumes ${assumed}`,
    );
  });

  test('a core that has no transition for an outcome', () => {
    const deaf = withStates(({ id, byBits }) => (id === 'updatingTime' ? { byBits: byBits.map(() => -1) } : {}));
    expect(() => controlGraph(deaf, { sectors: 1, writes: 1 })).toThrow(
      '__generic_file_write_iter: no transition at updatingTime for {"type":"updateTime","ret":0,',
    );
  });

  test('a family that asks for an unknown name', () => {
    const odd: Family = { name: 'odd', event: 'enter', fields: { pos: ['nowhere'] }, effects: [] };
    expect(() => stepsFrom(core, bounds, [odd], start(core, bounds))).toThrow(
      new TypeError('no register is called nowhere'),
    );
  });
});
