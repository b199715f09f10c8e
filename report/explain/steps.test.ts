import { describe, expect, test } from '@jest/globals';
import type { DiskStep } from '../../contract/index.js';
import { diskSteps } from './disk-steps.js';
import type { Step } from './explanation.js';
import { kernelSteps, type ReportedStep } from './kernel-steps.js';

const lines = (steps: readonly Omit<Step, 'leftOut'>[]): string[] =>
  steps.map(({ depth, text, ret, note, mark, allowed }) =>
    [mark ?? '', '  '.repeat(depth) + text, ret && `= ${ret}`, note, allowed && `allowed: ${allowed}`]
      .filter(Boolean)
      .join(' | '),
  );

describe('disk operations', () => {
  const step = (op: DiskStep['op'], sector: number, count: number, ret: DiskStep['ret']): DiskStep => ({
    op,
    sector,
    count,
    ret,
    struck: null,
  });

  test('join those that follow on each other without trouble', () => {
    const steps = [step('write', 0, 8, 8), step('write', 8, 8, 8), step('write', 32, 8, 8), step('flush', 0, 0, 0)];
    expect(lines(diskSteps(steps))).toEqual([
      'write sectors [0, 16) | = 16 | 2 operations',
      'write sectors [32, 40) | = 8',
      'flush | = 0',
    ]);
  });

  test('keep a fault by itself and mark it', () => {
    const struck: DiskStep = { ...step('write', 8, 8, 'EIO'), struck: 'EIO' };
    expect(lines(diskSteps([step('write', 0, 8, 8), struck, step('write', 16, 8, 8)]))).toEqual([
      'write sectors [0, 8) | = 8',
      'fault | write sectors [8, 16) | = EIO | EIO struck here',
      'write sectors [16, 24) | = 8',
    ]);
  });

  test('keep a lie that looks like success by itself', () => {
    const torn: DiskStep = { ...step('write', 8, 8, 8), struck: 'torn' };
    expect(lines(diskSteps([step('write', 0, 8, 8), torn]))).toHaveLength(2);
  });
});

describe('kernel steps', () => {
  const CORE = '__generic_file_write_iter';
  const core: ReportedStep[] = [
    { fn: CORE, at: 'enter', pos: 0, count: 3, direct: 1, size: 0 },
    { fn: 'file_remove_privs', at: 'enter', mode: 0o4755, capFsetid: 0, regular: 1, inGroup: 0 },
    { fn: 'file_remove_privs', at: 'isNosec', ret: 0 },
    { fn: 'file_remove_privs', at: 'return', ret: 0, nosec: 1 },
    { fn: CORE, at: 'removePrivs', ret: 0, bdi: 1 },
    { fn: CORE, at: 'perform', pos: 0, ret: 2, iovAdvance: 3, kiPosAdvance: 2, sizeAfter: 2, bdi: 1 },
    { fn: CORE, at: 'return', ret: 2, kiPos: 2, iovLeft: 1, bdi: 0 },
  ];

  test('nest, folding what went well in helpers and what a caller repeats', () => {
    expect(lines(kernelSteps(core, [], null, false))).toEqual([
      `${CORE}(pos 0, count 3, direct, i_size 0) | = 2 | ki_pos 2, iov left 1`,
      '  file_remove_privs(mode 04755, regular) | = 0 | nosec',
      '  perform(pos 0) | = 2 | iov +3, i_size 2',
    ]);
  });

  test('unfold the blamed function', () => {
    expect(lines(kernelSteps(core, ['file_remove_privs'], null, false))).toContain('    isNosec | = 0');
  });

  test('unfold a function in which something failed', () => {
    const failed = core.map((step) => (step.at === 'isNosec' ? { ...step, ret: 'EIO' } : step));
    expect(lines(kernelSteps(failed, [], null, false))).toContain('    isNosec | = EIO');
  });

  test('keep the event of a caller that does not say what the function returned', () => {
    const differing = core.map((step) => (step.at === 'removePrivs' ? { ...step, ret: 'EPERM' } : step));
    expect(lines(kernelSteps(differing, [], null, false))).toContain('  removePrivs | = EPERM');
  });

  test('mark where they depart from the model, inside and at a return', () => {
    expect(lines(kernelSteps(core, [], { index: 2, allowed: 'needKillpriv' }, false))).toContain(
      'departs |     isNosec | = 0 | allowed: needKillpriv',
    );
    expect(lines(kernelSteps(core, [], { index: 6, allowed: 'flush' }, true)).at(-1)).toBe(
      'departs |   return | = 2 | ki_pos 2, iov left 1, bdi null | allowed: flush',
    );
  });

  test('say that a function did not return', () => {
    expect(lines(kernelSteps(core.slice(0, 3), [], null, false))).toEqual([
      `${CORE}(pos 0, count 3, direct, i_size 0) | did not return`,
      '  file_remove_privs(mode 04755, regular) | did not return',
      '    isNosec | = 0',
    ]);
  });

  test('survive what no kernel does', () => {
    const odd: ReportedStep[] = [
      { fn: 'nobody', at: 'return' },
      { fn: 'constructor', at: 'enter' },
      { fn: CORE, at: 'enter' },
      { fn: CORE, at: 'toString', ret: {} },
    ];
    expect(() => kernelSteps(odd, [], { index: 9, allowed: '' }, true)).not.toThrow();
  });

  test('survive a trace that nests without end', () => {
    const deep = Array.from({ length: 50_000 }, (): ReportedStep => ({ fn: CORE, at: 'enter' }));
    expect(kernelSteps(deep, [], null, false)).toHaveLength(50_000);
  });
});
