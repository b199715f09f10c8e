import { describe, expect, it } from '@jest/globals';
import type { KernelStep, Ret } from '../../contract/index.js';
import { maskOf, NO_EVIDENCE, type Judgement } from '../../model/index.js';
import { isCallee, narrowed, withSeen } from './seen-callees.js';

const step = (at: string, ret: Ret, left: number): KernelStep => ({ fn: '__generic_file_write_iter', at, ret, left });
const judged = (...leaves: string[]): Judgement => ({
  leaves,
  facts: maskOf(['write']),
  differences: [],
  permitted: false,
  path: [],
});
const narrow = (judgement: Judgement, ret: Ret, ...seen: KernelStep[]): Judgement =>
  narrowed(judgement, seen, 'linux-fuse', ret);

const PRIVS = step('removePrivs', 0, 16_384);
const SHORT = step('direct', 4096, 12_288);

describe('callees that a target lets be seen', () => {
  it('are told from whole traces', () => {
    expect(isCallee(PRIVS)).toBe(true);
    expect(isCallee({ fn: '__generic_file_write_iter', at: 'removePrivs', ret: 0, bdi: 1 })).toBe(false);
  });

  it('leave the one leaf that they can have ended in', () => {
    const all = judged('L8', 'L19', 'L23');
    expect(narrow(all, 16_384, PRIVS, step('direct', 16_384, 0)).leaves).toEqual(['L8']);
    expect(narrow(all, 16_384, PRIVS, SHORT, step('perform', 12_288, 0)).leaves).toEqual(['L23']);
  });

  it('leave only leaves that return the count which they add up to', () => {
    const seen = [PRIVS, SHORT, step('perform', 4096, 8192)];
    expect(narrow(judged('L21', 'L22'), 8192, ...seen).leaves).toEqual(['L21']);
    expect(narrow(judged('L21', 'L22'), 4096, ...seen).leaves).toEqual(['L22']);
  });

  it('make a deviation of a count that they do not add up to', () => {
    const { differences, path } = narrow(judged('L21', 'L22'), 12_288, PRIVS, SHORT, step('perform', 4096, 8192));
    expect(differences).toMatchObject([
      { observable: 'return', got: '12288 after removePrivs 0, direct 4096, perform 4096' },
    ]);
    expect(path).toContain('seen: direct -> 4096');
  });

  it('make a deviation of a fallback after a direct error', () => {
    const seen = [PRIVS, step('direct', 'EIO', 16_384), step('perform', 16_384, 0)];
    expect(narrow(judged('L7', 'L19'), 16_384, ...seen).differences).toHaveLength(1);
  });

  it('allow the errno of a sync in the place of a count', () => {
    expect(narrow(judged('L8'), 'EIO', PRIVS, step('direct', 16_384, 0)).leaves).toEqual(['L8']);
  });

  it('say nothing of a call that sent no request', () => {
    expect(narrow(judged('L3', 'L5'), 'EFAULT').leaves).toEqual(['L3', 'L5']);
  });

  it('are the evidence that removing privileges failed', () => {
    expect([...withSeen(NO_EVIDENCE, [step('removePrivs', 'EIO', 10)]).inodeErrors]).toEqual([-5]);
    expect(withSeen(NO_EVIDENCE, [PRIVS])).toBe(NO_EVIDENCE);
  });
});
