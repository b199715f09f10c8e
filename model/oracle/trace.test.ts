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
