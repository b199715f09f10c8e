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

  it('finds the bdi missing while it must be published', () => {
    const frame: KernelStep[] = [
      { fn: '__generic_file_write_iter', at: 'enter', pos: 0, count: 1, direct: 0, size: 0 },
      { fn: '__generic_file_write_iter', at: 'removePrivs', ret: 0, bdi: 0 },
    ];
    expect(first(frame)).toMatchObject({ observable: 'bdi' });
  });

  it.each([
    ['an unknown step', [time('dance')]],
    ['a missing field', [time('enter'), time('isNocmtime')]],
    ['a field that is no number', [time('enter'), time('isNocmtime', { ret: 'yes' })]],
    ['a step outside its function', [time('isNocmtime', { ret: 0 })]],
    ['a call that never returns', GOOD.slice(0, 5)],
  ])('finds %s', (_, steps) => {
    expect(first(steps)).toMatchObject({ observable: 'order' });
  });
});
