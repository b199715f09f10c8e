import { describe, expect, it } from '@jest/globals';
import type { KernelStep } from '../../contract/index.js';
import { TraceChecker } from './trace.js';

const time = (at: string, fields: Record<string, number | string> = {}): KernelStep => ({
  fn: 'file_update_time',
  at,
  ...fields,
});
const GOOD = [
  time('enter'),
  time('isNocmtime', { ret: 0 }),
  time('timesDiffer', { ret: 1 }),
  time('mntWantWrite', { ret: 0 }),
  time('updateTime', { ret: 'EIO' }),
  time('return', { ret: 'EIO' }),
];
const check = (steps: readonly KernelStep[]) => new TraceChecker('linux-4.x').check(steps);
const first = (steps: readonly KernelStep[]) => check(steps).differences[0];

describe('checking a step trace', () => {
  it('accepts what the machine allows, and tells its way', () => {
    const verdict = check(GOOD);
    expect(verdict.differences).toEqual([]);
    expect(verdict.ways[0].edges.at(-1)?.id).toBe('updatingTime.updateTime[failed]');
  });

  it('finds a callee that is skipped', () => {
    expect(first(GOOD.toSpliced(2, 1))).toMatchObject({
      observable: 'order',
      allowed: ['timesDiffer'],
      got: 'mntWantWrite',
    });
  });

  it('finds a function that returns something else than its machine', () => {
    expect(first(GOOD.with(5, time('return', { ret: 0 })))).toMatchObject({
      observable: 'return',
      allowed: ['EIO'],
      got: '0',
      direction: 'count for error',
    });
  });

  it('finds a caller that misreports its callee', () => {
    const frame: KernelStep[] = [
      { fn: '__generic_file_write_iter', at: 'enter', pos: 0, count: 1, direct: 0, size: 0 },
      { fn: 'file_remove_privs', at: 'enter', mode: 0o644, capFsetid: 0, regular: 1, inGroup: 1 },
      { fn: 'file_remove_privs', at: 'isNosec', ret: 1 },
      { fn: 'file_remove_privs', at: 'return', ret: 0, nosec: 1 },
      { fn: '__generic_file_write_iter', at: 'removePrivs', ret: 'EPERM', bdi: 1 },
    ];
    expect(first(frame)).toMatchObject({ observable: 'return', got: 'EPERM' });
  });

  it('finds a caller that misreports its second callee', () => {
    const frame: KernelStep[] = [
      { fn: '__generic_file_write_iter', at: 'enter', pos: 0, count: 1, direct: 0, size: 0 },
      { fn: '__generic_file_write_iter', at: 'removePrivs', ret: 0, bdi: 1 },
      time('enter'),
      time('isNocmtime', { ret: 1 }),
      time('return', { ret: 0 }),
      { fn: '__generic_file_write_iter', at: 'updateTime', ret: 'EIO', bdi: 1 },
    ];
    expect(first(frame)).toMatchObject({
      observable: 'return',
      allowed: ['0, as file_update_time returned'],
      got: 'EIO',
      because: ['a caller is given what its callee returned'],
    });
  });

  it.each([
    ['ret', 'return', 511],
    ['kiPos', 'offset', 511],
    ['size', 'size', 1023],
    ['iovAdvance', 'iov', 511],
  ])('shows a wrong %s of a return in the %s', (field, observable, wrong) => {
    const direct = (at: string, fields: Record<string, number>): KernelStep => ({
      fn: 'generic_file_direct_write',
      at,
      ...fields,
    });
    const right: Record<string, number> = { ret: 512, kiPos: 512, size: 1024, iovAdvance: 512 };
    const steps = (returned: Record<string, number>): KernelStep[] => [
      direct('enter', { pos: 0, count: 512, size: 1024, blockDevice: 0 }),
      direct('flush', { lo: 0, hi: 511, ret: 0 }),
      direct('nrpages', { ret: 0 }),
      direct('directIO', { ret: 512 }),
      direct('nrpagesAfter', { ret: 0 }),
      direct('return', returned),
    ];
    expect(check(steps(right)).differences).toEqual([]);
    expect(first(steps({ ...right, [field]: wrong }))).toMatchObject({ observable, direction: 'less' });
  });

  it('lists the functions that ran, each once', () => {
    expect(check([...GOOD, ...GOOD]).functions).toEqual(['file_update_time']);
  });

  it('names the fields that a step must have', () => {
    expect(first([time('enter'), time('isNocmtime')])).toMatchObject({ allowed: ['a step with ret'] });
  });

  it('finds the bdi missing while it must be published', () => {
    const frame: KernelStep[] = [
      { fn: '__generic_file_write_iter', at: 'enter', pos: 0, count: 1, direct: 0, size: 0 },
      { fn: '__generic_file_write_iter', at: 'removePrivs', ret: 0, bdi: 0 },
    ];
    expect(first(frame)).toMatchObject({ observable: 'bdi' });
  });

  const KNOWN = 'the functions and events of the contract';
  const NAMED = 'the fields that the contract names for it';
  const NEST = 'calls nest: the innermost open function goes on';
  const enter: KernelStep = { fn: '__generic_file_write_iter', at: 'enter', pos: 0, count: 1, direct: 0, size: 0 };

  it.each<[what: string, steps: readonly KernelStep[], allowed: string, got: string, because: string]>([
    ['an unknown step', [time('dance')], 'a known kernel step', '{"fn":"file_update_time","at":"dance"}', KNOWN],
    [
      'an unknown function',
      [{ fn: 'dance' as 'file_update_time', at: 'enter' }],
      'a known kernel step',
      '{"fn":"dance","at":"enter"}',
      KNOWN,
    ],
    [
      'a missing field',
      [time('enter'), time('isNocmtime')],
      'a step with ret',
      '{"fn":"file_update_time","at":"isNocmtime"}',
      NAMED,
    ],
    [
      'missing fields',
      [{ fn: 'filemap_write_and_wait_range', at: 'enter' }],
      'a step with lo, hi',
      '{"fn":"filemap_write_and_wait_range","at":"enter"}',
      NAMED,
    ],
    [
      'a field that is no number',
      [time('enter'), time('isNocmtime', { ret: 'yes' })],
      'a step with ret',
      '{"fn":"file_update_time","at":"isNocmtime","ret":"yes"}',
      NAMED,
    ],
    [
      'an errno where none belongs',
      [{ fn: 'filemap_write_and_wait_range', at: 'enter', lo: 0, hi: 'EIO' }],
      'a step with lo, hi',
      '{"fn":"filemap_write_and_wait_range","at":"enter","lo":0,"hi":"EIO"}',
      NAMED,
    ],
    [
      'an error without its name',
      [time('enter'), time('isNocmtime', { ret: -5 })],
      'a step with ret',
      '{"fn":"file_update_time","at":"isNocmtime","ret":-5}',
      NAMED,
    ],
    [
      'a step outside its function',
      [time('isNocmtime', { ret: 0 })],
      'a step of no function',
      'file_update_time isNocmtime',
      NEST,
    ],
    [
      'a step of the caller before its callee has returned',
      [enter, time('enter'), { fn: enter.fn, at: 'removePrivs', ret: 0, bdi: 1 }],
      'a step of file_update_time',
      '__generic_file_write_iter removePrivs',
      NEST,
    ],
    [
      'an event out of turn',
      [time('enter'), time('updateTime', { ret: 0 })],
      'isNocmtime',
      'updateTime',
      'file_update_time is in askingNocmtime, after entry.enter[otherwise]',
    ],
    [
      'an event after the last',
      [...GOOD.slice(0, 5), time('updateTime', { ret: 0 })],
      'return',
      'updateTime',
      'file_update_time is in done, after updatingTime.updateTime[failed]',
    ],
    [
      'a return before the last event',
      [...GOOD.slice(0, 2), time('return', { ret: 0 })],
      'timesDiffer',
      'return',
      'file_update_time is in comparingTimes, after askingNocmtime.isNocmtime[otherwise]',
    ],
    [
      'a call that never returns',
      GOOD.slice(0, 5),
      'a return',
      'the call ended without one',
      'each enter has its return',
    ],
  ])('finds %s', (_, steps, allowed, got, because) => {
    expect(check(steps)).toMatchObject({
      differences: [{ observable: 'order', allowed: [allowed], got, because: [because], direction: 'other' }],
      fn: steps.at(-1)?.fn,
    });
  });

  it('stops at the first difference', () => {
    expect(check([time('dance'), ...GOOD])).toMatchObject({ fn: 'file_update_time', functions: [], ways: [] });
  });

  it('accepts an inverted range, which ends before the file does', () => {
    const core = (at: string, fields: Record<string, number>): KernelStep => ({ fn: enter.fn, at, ...fields });
    const nothing = { ret: 0, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: 0, bdi: 1 };
    const verdict = check([
      { ...enter, direct: 1 },
      core('removePrivs', { ret: 0, bdi: 1 }),
      core('updateTime', { ret: 0, bdi: 1 }),
      core('direct', nothing),
      core('isDax', { ret: 0, bdi: 1 }),
      core('perform', { pos: 0, ...nothing }),
      core('flush', { lo: 0, hi: -1, ret: 0, bdi: 1 }),
      core('invalidate', { lo: 0, hi: -1, ret: 0, bdi: 1 }),
      core('return', { ret: 0, kiPos: 0, iovLeft: 1, bdi: 0 }),
    ]);
    expect(verdict).toMatchObject({ differences: [], leaf: 'L13', kiPos: 0 });
  });

  it('tells the leaf, where ki_pos ended, and the way of every function, those still open last', () => {
    const core = (at: string, fields: Record<string, number | string>): KernelStep => ({ fn: enter.fn, at, ...fields });
    const steps = [
      enter,
      core('removePrivs', { ret: 0, bdi: 1 }),
      ...GOOD,
      core('updateTime', { ret: 'EIO', bdi: 1 }),
      core('return', { ret: 'EIO', kiPos: 0, iovLeft: 1, bdi: 0 }),
    ];
    const verdict = check(steps);
    expect(verdict).toMatchObject({ differences: [], leaf: 'L2', kiPos: 0 });
    expect(verdict.functions).toEqual(['__generic_file_write_iter', 'file_update_time']);
    expect(verdict.ways.at(-1)?.consulted).toEqual([
      ['enter', ''],
      ['removePrivs', 'ok'],
      ['updateTime', 'error'],
    ]);
    expect(verdict.ways[0].consulted.map(([, outcome]) => outcome).join('')).toBe('');
    expect(check(steps.slice(0, -1)).path).toEqual([
      'file_update_time: entry.enter[otherwise]',
      'file_update_time: askingNocmtime.isNocmtime[otherwise]',
      'file_update_time: comparingTimes.timesDiffer[timesDiffer]',
      'file_update_time: wantingWrite.mntWantWrite[otherwise]',
      'file_update_time: updatingTime.updateTime[failed]',
      '__generic_file_write_iter: entry.enter[otherwise]',
      '__generic_file_write_iter: removingPrivs.removePrivs[otherwise]',
      '__generic_file_write_iter: updatingTime.updateTime[failed]',
    ]);
    expect(check(GOOD)).toMatchObject({ leaf: undefined, kiPos: undefined });
    expect(check([...steps, ...GOOD])).toMatchObject({ leaf: 'L2', kiPos: 0 });
    expect(check(steps).functions).toBe(verdict.functions);
  });
});
