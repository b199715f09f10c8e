import { describe, expect, it } from '@jest/globals';
import { KERNEL_FUNCTIONS, type KernelFunction, type KernelStep, type ProfileId } from '../../contract/index.js';
import { TraceChecker } from './trace.js';
import { traceWith } from './traced.sample.js';

const differences = (steps: readonly KernelStep[], profile: ProfileId = 'linux-4.x') =>
  new TraceChecker(profile).check(steps).differences;

describe('what a machine allows is accepted', () => {
  it.each(KERNEL_FUNCTIONS)('of %s', (fn) => {
    const verdict = new TraceChecker('linux-4.x').check(traceWith(fn, 'return'));
    expect(verdict).toMatchObject({ differences: [], fn: undefined, functions: [fn] });
    expect(verdict.ways).toHaveLength(1);
  });
});

const CORE = '__generic_file_write_iter';

describe('a caller is given what its callee returned', () => {
  it.each<[caller: KernelFunction, event: string, callee: KernelFunction, profile: ProfileId]>([
    ['generic_file_write_iter', 'checks', 'generic_write_checks', 'linux-4.x'],
    ['generic_file_write_iter', 'core', CORE, 'linux-4.x'],
    [CORE, 'checks', 'generic_write_checks', 'linux-3.18'],
    [CORE, 'removePrivs', 'file_remove_privs', 'linux-4.x'],
    [CORE, 'updateTime', 'file_update_time', 'linux-4.x'],
    [CORE, 'direct', 'generic_file_direct_write', 'linux-4.x'],
    [CORE, 'perform', 'generic_perform_write', 'linux-4.x'],
    [CORE, 'flush', 'filemap_write_and_wait_range', 'linux-4.x'],
    ['generic_file_direct_write', 'flush', 'filemap_write_and_wait_range', 'linux-4.x'],
  ])('%s, %s: by %s of %s', (caller, event, callee, profile) => {
    const steps = traceWith(caller, event, profile);
    const at = steps.findIndex((step) => step.at === event);
    const inner = traceWith(callee, 'return', profile);
    const { ret } = inner.at(-1) as KernelStep;
    const told = (value: number | string) =>
      differences([...steps.slice(0, at), ...inner, { ...steps[at], ret: value }], profile)[0];
    const other = ret === 'EPERM' ? 'EIO' : 'EPERM';
    expect(told(other)).toMatchObject({
      observable: 'return',
      allowed: [`${String(ret)}, as ${callee} returned`],
      got: other,
      because: ['a caller is given what its callee returned'],
    });
    expect(told(ret)).toMatchObject({ observable: 'order', got: 'the call ended without one' });
  });

  it('another function that ran in between says nothing of it', () => {
    const inner = traceWith('filemap_write_and_wait_range', 'return');
    const between = (fn: KernelFunction, event: string): KernelStep[] => {
      const steps = traceWith(fn, event);
      const at = steps.findIndex((step) => step.at === event);
      return [...steps.slice(0, at), ...inner, { ...steps[at], ret: 'EPERM' }];
    };
    const ended = { observable: 'order', got: 'the call ended without one' };
    expect(differences(between(CORE, 'updateTime'))[0]).toMatchObject(ended);
    expect(differences(between('file_update_time', 'updateTime'))[0]).toMatchObject(ended);
  });
});

describe('a wrong field shows', () => {
  it.each<[fn: KernelFunction, at: string, field: string, observable: string]>([
    ['file_remove_privs', 'setMode', 'mode', 'metadata'],
    ['file_remove_privs', 'return', 'nosec', 'metadata'],
    ['generic_write_checks', 'return', 'signal', 'return'],
    ['generic_write_checks', 'return', 'pos', 'order'],
    [CORE, 'removePrivs', 'bdi', 'bdi'],
    [CORE, 'perform', 'pos', 'order'],
    [CORE, 'flush', 'lo', 'order'],
    [CORE, 'invalidate', 'hi', 'order'],
    [CORE, 'return', 'kiPos', 'offset'],
    [CORE, 'return', 'iovLeft', 'iov'],
    [CORE, 'return', 'bdi', 'bdi'],
    ['generic_file_write_iter', 'sync', 'hi', 'order'],
    ['generic_file_direct_write', 'return', 'size', 'size'],
    ['generic_file_direct_write', 'return', 'iovAdvance', 'iov'],
  ])('in %s, %s: %s in the %s', (fn, name, field, observable) => {
    const steps = traceWith(fn, name);
    const at = steps.findIndex((step) => step.at === name);
    const right = Number(steps[at][field]);
    const got = (value: number) => differences(steps.with(at, { ...steps[at], [field]: value }))[0];
    const allowed = name === 'return' ? `${field} ${right}` : `${name} with ${field} ${right}`;
    expect(got(right + 1)).toMatchObject({ observable, allowed: [allowed], got: `${field} ${right + 1}` });
    if (name !== 'return') return;
    expect(got(right + 1)).toMatchObject({ direction: 'more' });
    expect(got(right - 1)).toMatchObject({ direction: 'less' });
  });
});
