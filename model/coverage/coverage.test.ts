import { describe, expect, it } from '@jest/globals';
import {
  KERNEL_FUNCTIONS,
  PROFILE_IDS,
  type KernelFunction,
  type Level,
  type ProfileId,
} from '../../contract/index.js';
import type { ExploredStep } from '../machine/explore.js';
import { itemsOf } from './items.js';
import { reachabilityAt } from './reachability.js';
import { CoverageRecorder } from './recorder.js';
import { NEVER_ANSWERED, NEVER_COMBINED } from './unreachable.js';
import { universeOf, type Universe } from './universe.js';

const CORE: KernelFunction = '__generic_file_write_iter';
const KINDS = ['states', 'transitions', 'transitionPairs', 'guards'] as const;

/** Records every way of at most two explored steps in the machine, so that each pair is met. */
function recordAll(recorder: CoverageRecorder, universe: Universe, name: KernelFunction): void {
  const index = universe.indexOf[name];
  const { steps } = universe.machines[index].exploration;
  const into = new Map<number, ExploredStep[]>();
  for (const step of steps) into.set(step.to, [...(into.get(step.to) ?? []), step]);
  for (const { from, edge, bits } of steps) {
    recorder.record(index, -1, edge, bits);
    for (const before of into.get(from) ?? []) recorder.record(index, before.edge.index, edge, bits);
  }
}

/** Records the way of these events' classes through the core, from its start. */
function recordWay(recorder: CoverageRecorder, universe: Universe, ...classes: string[]): void {
  const index = universe.indexOf[CORE];
  const { exploration } = universe.machines[index];
  let here = 0;
  let previous = -1;
  for (const wanted of classes) {
    const step = exploration.steps.find(({ from, event }) => from === here && event.class === wanted);
    if (!step) throw new Error(`no ${wanted} from ${exploration.configurations[here].state}`);
    recorder.record(index, previous, step.edge, step.bits);
    previous = step.edge.index;
    here = step.to;
  }
}

describe('the universe', () => {
  it.each(PROFILE_IDS)(
    'has every state and transition of the compiled tables of %s, and no infeasible guard pair',
    (profile) => {
      for (const universe of universeOf(profile).machines) {
        const { machine, ways, obligations } = universe;
        expect(ways.states.size).toBe(machine.states.length);
        expect(ways.edges.size).toBe(machine.edges.length);
        const items = itemsOf(universe).filter(({ kind }) => kind === 'guards');
        expect(obligations.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
      }
    },
  );

  it('names its items', () => {
    const universe = universeOf('linux-4.x');
    const ids = itemsOf(universe.machines[universe.indexOf[CORE]]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        '__generic_file_write_iter/flushing',
        '__generic_file_write_iter/flushing.flush[failed]',
        '__generic_file_write_iter/fallingBack.perform[otherwise] -> flushing.flush[failed]',
        '__generic_file_write_iter/flushing.flush[failed]: failed shown to decide (false)',
      ]),
    );
  });

  it('leaves out pairs of transitions that no way takes in a row', () => {
    const universe = universeOf('linux-4.x');
    const ids = itemsOf(universe.machines[universe.indexOf.generic_write_checks]).map(({ id }) => id);
    const before = 'generic_write_checks/limitingByDevice.deviceSize[otherwise] -> limitingByDescriptor.largeFileLimit';
    expect(ids).toContain(`${before}[blockDevice]`);
    expect(ids).not.toContain(`${before}[otherwise]`);
  });
});

describe('the recorder', () => {
  const universe = universeOf('linux-4.x');
  const iter = reachabilityAt(universe, ['iter']);

  it.each(PROFILE_IDS)('is complete for %s after every explored way', (profile) => {
    const everything = new CoverageRecorder(universeOf(profile));
    for (const name of KERNEL_FUNCTIONS) recordAll(everything, everything.universe, name);
    const report = everything.report({ machines: KERNEL_FUNCTIONS, reasons: new Map() });
    for (const kind of KINDS) {
      expect(report[kind].missing).toEqual([]);
      expect(report[kind].covered).toBe(report[kind].total);
    }
  });

  it('counts nothing before the first edge', () => {
    const report = new CoverageRecorder(universe).report(iter);
    expect(report.states).toMatchObject({ covered: 0, total: 10, unreachable: [] });
    expect(report.states.missing).toHaveLength(10);
  });

  it('counts the states, transitions and pairs of one way', () => {
    const recorder = new CoverageRecorder(universe);
    recordWay(recorder, universe, 'direct', 'ok', 'ok', '<0');
    const report = recorder.report(iter);
    expect(KINDS.map((kind) => report[kind].covered)).toEqual([5, 4, 3, 4]);
  });

  it('takes an atom as shown only when its guard was consulted', () => {
    const recorder = new CoverageRecorder(universe);
    const iovUsedUp = '__generic_file_write_iter/writingDirectly.direct[iovUsedUp]: iovUsedUp shown to decide';
    recordWay(recorder, universe, 'direct', 'ok', 'ok', '<0');
    expect(recorder.report(iter).guards.missing).toContain(`${iovUsedUp} (false)`);
    recordWay(recorder, universe, 'direct', 'ok', 'ok', 'part');
    expect(recorder.report(iter).guards.missing).not.toContain(`${iovUsedUp} (false)`);
    expect(recorder.report(iter).guards.missing).toContain(`${iovUsedUp} (true)`);
  });

  it('adds up what several recorders counted', () => {
    const one = new CoverageRecorder(universe);
    const other = new CoverageRecorder(universe);
    recordWay(one, universe, 'direct', 'ok', 'ok', '<0');
    recordWay(other, universe, 'buffered', 'ok', 'error');
    const both = new CoverageRecorder(universe);
    recordWay(both, universe, 'direct', 'ok', 'ok', '<0');
    recordWay(both, universe, 'buffered', 'ok', 'error');
    one.merge(structuredClone(other.counts));
    expect(one.counts).toEqual(both.counts);
  });

  it('refuses counts of another profile', () => {
    expect(() => new CoverageRecorder(universe).merge(new CoverageRecorder(universeOf('linux-3.18')).counts)).toThrow(
      new RangeError('coverage counted under another profile cannot be merged'),
    );
  });
});

describe('what real callees cannot reach', () => {
  const reasonsAt = (profile: ProfileId, ...levels: Level[]): Record<string, string> =>
    Object.fromEntries(
      [...reachabilityAt(universeOf(profile), levels).reasons].map(([{ id }, reason]) => [id, reason]),
    );

  it('is nothing at iter level, where only the core runs', () => {
    expect(reachabilityAt(universeOf('linux-4.x'), ['iter']).machines).toEqual([CORE]);
    expect(reasonsAt('linux-4.x', 'iter')).toEqual({});
  });

  it('takes the pairs and guards along with a transition', () => {
    const ids = Object.keys(reasonsAt('linux-4.x', 'disk')).filter((id) => id.startsWith('file_update_time/'));
    expect(ids).toEqual([
      'file_update_time/askingNocmtime.isNocmtime[isNocmtime]',
      'file_update_time/entry.enter[otherwise] -> askingNocmtime.isNocmtime[isNocmtime]',
      'file_update_time/askingNocmtime.isNocmtime[isNocmtime]: isNocmtime shown to decide (true)',
    ]);
  });

  it('gives every item the reason that puts it out of reach', () => {
    const reasons = reasonsAt('linux-4.x', 'disk');
    expect(reasons['generic_perform_write/askingSignal.fatalSignal[pending]']).toBe('nobody sends a fatal signal');
    expect(Object.values(reasons)).not.toContain('');
  });

  it('counts what one of several levels can reach as reachable', () => {
    const core = (...levels: Level[]): string[] =>
      Object.keys(reasonsAt('linux-fuse', ...levels)).filter((id) => id.startsWith(CORE));
    expect(core('disk')).not.toEqual([]);
    expect(core('iter', 'disk')).toEqual([]);
    expect(core('disk', 'iter')).toEqual([]);
    expect(core('disk', 'file')).toEqual(core('disk'));
    // At iter level only the core runs, so that what its callees cannot do stays out of reach.
    const signal = 'generic_perform_write/askingSignal.fatalSignal[pending]';
    expect(reasonsAt('linux-4.x', 'iter', 'disk')).toHaveProperty([signal]);
  });

  it('is asked of the machines that one of the levels runs', () => {
    const machines = (...levels: Level[]) => reachabilityAt(universeOf('linux-4.x'), levels).machines;
    expect(machines('iter')).toEqual([CORE]);
    expect(machines('file')).toEqual([CORE]);
    expect(machines('iter', 'disk')).toEqual(KERNEL_FUNCTIONS);
    expect(machines()).toEqual([]);
  });

  it('includes every pair and guard where there is no step trace', () => {
    const universe = universeOf('linux-4.x');
    const items = itemsOf(universe.machines[universe.indexOf[CORE]]);
    const unseen = items.filter(({ kind }) => kind === 'transitionPairs' || kind === 'guards').map(({ id }) => id);
    const reasons = reasonsAt('linux-4.x', 'file');
    expect(Object.keys(reasons).toSorted()).toEqual(unseen.toSorted());
    expect(new Set(Object.values(reasons))).toEqual(
      new Set(['pairs and guards need a step trace, which this level does not have']),
    );
  });

  it('lists the unreachable apart from the missing, and names what was covered all the same', () => {
    const universe = universeOf('linux-4.x');
    const recorder = new CoverageRecorder(universe);
    const disk = reachabilityAt(universe, ['disk']);
    const id = 'generic_perform_write/askingSignal.fatalSignal[pending]';
    expect(recorder.report(disk).transitions.unreachable).toContainEqual({ id, reason: 'nobody sends a fatal signal' });
    expect(recorder.contradictions(disk)).toEqual([]);
    recordAll(recorder, universe, 'generic_perform_write');
    expect(recorder.report(disk).transitions.unreachable.map((item) => item.id)).not.toContain(id);
    expect(recorder.contradictions(disk)).toContain(id);
  });

  it.each(NEVER_ANSWERED.map((row) => [`${row.machine} ${row.event} ${row.classes.join(', ')}`, row] as const))(
    'needs its row for %s: each class is a sample, and something is lost with it in every profile',
    (_, row) => {
      for (const profile of row.profiles ?? PROFILE_IDS) {
        const universe = universeOf(profile);
        const { steps } = universe.machines[universe.indexOf[row.machine]].exploration;
        const classes = steps.filter(({ event }) => event.type === row.event).map(({ event }) => String(event.class));
        for (const pattern of row.classes)
          expect(classes.some((name) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name))).toBe(true);
        expect(Object.values(reasonsAt(profile, 'disk'))).toContain(row.reason);
      }
    },
  );

  it('has no pattern that matches nothing', () => {
    for (const row of NEVER_COMBINED)
      for (const profile of row.profiles ?? PROFILE_IDS)
        expect(Object.values(reasonsAt(profile, 'disk'))).toContain(row.reason);
  });
});
