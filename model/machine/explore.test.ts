import { describe, expect, it } from '@jest/globals';
import { KERNEL_FUNCTIONS, PROFILE_IDS } from '../../contract/index.js';
import { compiled, machineOf } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { step } from './compile.js';
import { explore, registersText } from './explore.js';

const EVERY_TABLE = PROFILE_IDS.flatMap((profile) => KERNEL_FUNCTIONS.map((name) => [name, profile] as const));

describe('exhaustive exploration with XState', () => {
  it.each(EVERY_TABLE)('takes every state and edge of the compiled %s in %s', (name, profile) => {
    const machine = compiled(name, PROFILES[profile]);
    const { states, edges } = explore(machine);
    expect(machine.states.filter(({ index }) => !states.has(index)).map(({ id }) => id)).toEqual([]);
    expect(machine.edges.filter(({ index }) => !edges.has(index)).map(({ id }) => id)).toEqual([]);
  });

  it.each(EVERY_TABLE)('agrees with the compiled %s in %s on every target and register', (name, profile) => {
    const machine = compiled(name, PROFILES[profile]);
    const { configurations, steps } = explore(machine);
    for (const { from, to, event } of steps) {
      const registers = { ...configurations[from].registers };
      const edge = step(machine, configurations[from].state, registers, event);
      const reached = configurations[to];
      if (edge?.to !== reached.state || registersText(registers) !== registersText(reached.registers))
        expect({ event, state: edge?.to, registers }).toEqual({
          event,
          state: reached.state,
          registers: reached.registers,
        });
    }
    expect(steps.length).toBeGreaterThanOrEqual(machine.edges.length);
  });

  it.each(EVERY_TABLE)('ends %s in %s, and always with the output of its last registers', (name, profile) => {
    const machine = compiled(name, PROFILES[profile]);
    const { configurations, steps, outputs } = explore(machine);
    const left = new Set(steps.map(({ from }) => from));
    for (const [index, { state, registers, output }] of configurations.entries()) {
      const { final } = machine.states[state];
      expect(left.has(index)).toBe(!final);
      expect(output).toEqual(final ? machine.source.output(registers as never) : undefined);
    }
    expect(outputs.length).toBeGreaterThan(0);
    expect(outputs).not.toContain(undefined);
  });

  it('says so when the limit is reached instead of going on', () => {
    const machine = compiled('generic_perform_write', PROFILES['linux-4.x']);
    expect(() => explore(machine, 10)).toThrow('limit');
  });

  it('says so when the compiled table has no state or no edge for what XState does', () => {
    const machine = compiled('file_update_time', PROFILES['linux-4.x']);
    const without = { ...machine, states: machine.states.filter(({ final }) => !final) };
    expect(() => explore(without)).toThrow('XState reaches done, which the compiled table left out');
    const deaf = { ...machine, states: machine.states.map((s) => ({ ...s, byBits: s.byBits.map(() => -1) })) };
    expect(() => explore(deaf)).toThrow('the compiled table has no edge at entry for {"type":"enter"');
  });

  it('writes registers as text without the profile, which is the same throughout', () => {
    expect(registersText({ profile: PROFILES['linux-4.x'], pos: 1, count: 2 })).toBe('{"pos":1,"count":2}');
  });

  it('names the functions when asked for a machine that does not exist', () => {
    expect(() => machineOf('generic_write')).toThrow(
      "no machine is called 'generic_write'; there are generic_file_write_iter, generic_write_checks",
    );
  });
});
