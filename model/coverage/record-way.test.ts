import { describe, expect, it } from '@jest/globals';
import { Invocation } from '../machine/invocation.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import { reachabilityAt } from './reachability.js';
import { recordPossible, recordWay } from './record-way.js';
import { CoverageRecorder } from './recorder.js';
import { universeOf } from './universe.js';

const CORE = '__generic_file_write_iter';
const universe = universeOf('linux-4.x');
const { machine } = universe.machines[universe.indexOf[CORE]];

/** A buffered write that ends at the update of the times. */
const EVENTS: readonly KernelEvent[] = [
  { type: 'enter', pos: 0, count: 2, size: 0, direct: 0 },
  { type: 'removePrivs', ret: 0 },
  { type: 'updateTime', ret: -5 },
];

/** How often each transition was counted. */
function transitions(recorder: CoverageRecorder): Record<string, number> {
  const { transitionOffset } = universe.machines[universe.indexOf[CORE]];
  const counted = machine.edges.map(({ id, index }) => [id, recorder.counts.transitions[transitionOffset + index]]);
  return Object.fromEntries(counted.filter(([, count]) => count !== 0)) as Record<string, number>;
}

const total = (counters: Uint32Array): number => counters.reduce((sum, count) => sum + count, 0);

describe('a way that was seen', () => {
  const recorder = new CoverageRecorder(universe);
  const call = new Invocation(machine);
  for (const event of EVENTS) call.take(event);
  recordWay(recorder, call.way);

  it('counts each of its transitions, and each two in a row', () => {
    expect(transitions(recorder)).toEqual({
      'entry.enter[otherwise]': 1,
      'removingPrivs.removePrivs[otherwise]': 1,
      'updatingTime.updateTime[failed]': 1,
    });
    const { covered, missing } = recorder.report(reachabilityAt(universe, ['iter'])).transitionPairs;
    expect(covered).toBe(2);
    expect(missing).not.toContain(`${CORE}/entry.enter[otherwise] -> removingPrivs.removePrivs[otherwise]`);
    expect(missing).not.toContain(`${CORE}/removingPrivs.removePrivs[otherwise] -> updatingTime.updateTime[failed]`);
  });

  it('counts nothing else', () => {
    const { counts } = recorder;
    expect([total(counts.transitions), total(counts.pairs), total(counts.vectors)]).toEqual([3, 2, 3]);
  });

  it('counts again when it is taken again', () => {
    recordWay(recorder, call.way);
    expect(total(recorder.counts.transitions)).toBe(6);
    expect(total(recorder.counts.pairs)).toBe(4);
  });
});

describe('what results alone tell', () => {
  const possible = (...leaves: readonly string[]): string[] => {
    const recorder = new CoverageRecorder(universe);
    recordPossible(recorder, leaves);
    expect(total(recorder.counts.pairs) + total(recorder.counts.vectors)).toBe(0);
    const counted = transitions(recorder);
    expect(Object.values(counted)).toEqual(Object.values(counted).map(() => 1));
    return Object.keys(counted);
  };

  it.each<[what: string, leaves: readonly string[], sure: readonly string[]]>([
    ['of one leaf the whole way is sure', ['L1'], ['entry.enter[otherwise]', 'removingPrivs.removePrivs[failed]']],
    [
      'of two only what lies on both ways',
      ['L3', 'L6'],
      ['entry.enter[otherwise]', 'removingPrivs.removePrivs[otherwise]', 'updatingTime.updateTime[otherwise]'],
    ],
    ['of two that part early only the beginning', ['L1', 'L8'], ['entry.enter[otherwise]']],
    ['of no leaf nothing is', [], []],
    ['of a leaf that the era does not have neither', ['X1'], []],
  ])('%s', (_, leaves, sure) => {
    expect(possible(...leaves)).toEqual(sure);
  });
});
