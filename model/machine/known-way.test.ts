import { describe, expect, it } from '@jest/globals';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { compile } from './compile.js';
import { Invocation } from './invocation.js';
import { KnownWay, MOST_KNOWN } from './known-way.js';

const machine = compiled('file_update_time', PROFILES['linux-4.x']);
/** Of its own, as it remembers its ways. */
const fresh = () => KnownWay.startOf(compile(machine.source, machine.profile));

describe('a way through a machine', () => {
  it('begins where nothing was taken', () => {
    const start = fresh();
    expect(start.edge).toBeNull();
    expect(start.edges).toEqual([]);
    expect(start.consulted).toEqual([]);
  });

  it('has its edges, and the events with their classes, from the first', () => {
    const [first, second] = machine.edges;
    const way = fresh().along(first, 1, 'ok').along(second, 0);
    expect(way.edges).toEqual([first, second]);
    expect(way.consulted).toEqual([
      [first.event, 'ok'],
      [second.event, ''],
    ]);
    expect(way.bits).toEqual([1, 0]);
  });

  it('is one object, however often it is walked', () => {
    const start = fresh();
    const [first, second] = machine.edges;
    const way = start.along(first, 1, 'ok');
    const others = [start.along(second, 1, 'ok'), start.along(first, 2, 'ok'), start.along(first, 1, 'error')];
    expect(start.along(first, 1, 'ok')).toBe(way);
    for (const other of others) expect(other).not.toBe(way);
    expect(start.along(first, 1, 'error')).toBe(others[2]);
    expect(KnownWay.startOf(machine)).toBe(KnownWay.startOf(machine));
  });

  it('is made anew when too many are known, and the known ones stay', () => {
    const start = fresh();
    const [edge] = machine.edges;
    let way = start;
    for (let i = 0; i < MOST_KNOWN; i++) way = way.along(edge, 0);
    const beyond = way.along(edge, 0);
    expect(way.along(edge, 0)).not.toBe(beyond);
    expect(beyond.edges).toHaveLength(MOST_KNOWN + 1);
    expect(way.before?.along(edge, 0)).toBe(way);
  });
});

describe('an invocation of __generic_file_write_iter', () => {
  const invoked = (): Invocation => new Invocation(compiled('__generic_file_write_iter', PROFILES['linux-4.x']));
  const enter = { type: 'enter', pos: 0, count: 2, size: 0, direct: 0 };

  it('goes from state to state, and remembers the way', () => {
    const call = invoked();
    expect(call.take(enter)).toBe(true);
    expect(call.state.id).toBe('removingPrivs');
    expect(call.expected).toEqual({ bdi: 1 });
    expect(call.takeFields({ ret: -5 }, 'error')).toBe(true);
    expect(call.state.id).toBe('done');
    expect(call.output).toEqual({ ret: -5, kiPos: 0, iovLeft: 2, bdi: 0 });
    expect(call.way.consulted).toEqual([
      ['enter', ''],
      ['removePrivs', 'error'],
    ]);
  });

  it('does not take what is out of turn, and stays where it is', () => {
    const call = invoked();
    expect(call.take({ type: 'flush', ret: 0 })).toBe(false);
    expect(call.state.id).toBe('entry');
    expect(call.way.edges).toEqual([]);
    expect(call.expected).toEqual({});
  });
});
