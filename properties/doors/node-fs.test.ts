import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Result } from '../../contract/index.js';
import { fromNodeFs, type NodeFs, type NodeFsOptions } from '../../impl/doors/index.js';
import { check } from '../check.js';

const root = fs.mkdtempSync(join(tmpdir(), 'woe-doors-'));
afterAll(() => {
  fs.rmSync(root, { recursive: true });
});

/** node:fs, in which some members are others, or missing. */
const target = (change: object = {}, options: Partial<NodeFsOptions> = {}) =>
  fromNodeFs({ ...fs, ...change }, { root, profile: 'linux-4.x', ...options });
const run = (change: object = {}, options: Partial<NodeFsOptions> = {}): Promise<Result> =>
  check({ target: target(change, options), runs: 60 });
const broken = (result: Result): string[] => [...new Set(result.counterexamples.map((c) => c.deviation.rule))];

const refusing = (): never => {
  throw Object.assign(new Error('not here'), { code: 'ENOSYS' });
};

(process.platform === 'linux' ? describe : describe.skip)("node's fs as a target", () => {
  it('conforms, and leaves nothing behind', async () => {
    const result = await run();
    expect([result.verdict, result.reasons]).toEqual(['conformant', []]);
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it('says what it probed, and claims no more', () => {
    expect(target().capabilities).toEqual(['append', 'dsync', 'vectors', 'times']);
    expect(target().file?.lacks).toEqual(['offset']);
    expect(target().details).toMatchObject({
      flags: 'numbers',
      writev: 'yes',
      fsync: 'yes',
      mtime: 'moves, can be set',
    });
    expect(target({}, { omit: ['times'] }).capabilities).not.toContain('times');
  });

  it.each([
    [{ writevSync: undefined }, { capabilities: ['append', 'dsync', 'times'] }],
    [{ fsyncSync: undefined }, { file: { lacks: ['offset', 'sync'] } }],
    [{ ftruncateSync: refusing }, { file: { lacks: ['offset', 'truncate'] } }],
    [{ futimesSync: undefined }, { capabilities: ['append', 'dsync', 'vectors'] }],
  ])('does without what it lacks: %p', async (change, expected) => {
    expect(target(change)).toMatchObject(expected);
    expect((await run(change)).verdict).toBe('conformant');
  });

  it('opens by words where numbers are refused', async () => {
    const openSync = (path: string, flags: string | number) =>
      typeof flags === 'string' ? fs.openSync(path, flags) : refusing();
    expect(target({ openSync }).details).toMatchObject({ flags: 'words' });
    expect(target({ openSync }).file?.lacks).toEqual(['offset', 'access']);
    expect((await run({ openSync })).verdict).toBe('conformant');
  });

  it('names the members that are missing', () => {
    expect(() => fromNodeFs({ openSync: fs.openSync } as unknown as NodeFs, { root })).toThrow(
      "fromNodeFs: expected an object like node's fs, got one without closeSync, writeSync, readSync, fstatSync, " +
        "writeFileSync, unlinkSync; e.g. fromNodeFs(require('node:fs'), { root: '/tmp' })",
    );
    expect(() => target({}, { root: join(root, 'nowhere') })).toThrow(/expected a root in which a file can be written/);
  });
});

(process.platform === 'linux' ? describe : describe.skip)('an fs with a bug', () => {
  const writeSync = fs.writeSync as (...args: unknown[]) => number;

  it.each([
    ['a write that tells one byte more', (...args: unknown[]) => writeSync(...args) + 1, 'ret-written-or-err'],
    [
      'a positioned write that goes to the offset',
      (...args: unknown[]) => writeSync(...args.slice(0, 4), null),
      'content-written-bytes',
    ],
    [
      'a write that changes the first byte',
      (fd: number, data: Uint8Array, ...rest: unknown[]) =>
        writeSync(
          fd,
          data.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
          ...rest,
        ),
      'content-written-bytes',
    ],
  ])('is found out: %s', async (_, buggy, rule) => {
    const result = await run({ writeSync: buggy });
    expect([result.verdict, broken(result).includes(rule)]).toEqual(['deviating', true]);
  });

  it('ends the run with a code that is no errno, unless that is to be told as one', async () => {
    const odd = {
      ftruncateSync: (fd: number, length: number) => (length === 16 ? fs.ftruncateSync(fd, length) : thrown()),
    };
    const thrown = (): never => {
      throw Object.assign(new Error('odd'), { code: 'ERR_ODD' });
    };
    const ended = await run(odd);
    expect([ended.verdict, ended.reasons[0]]).toEqual([
      'invalid result',
      'ftruncate returned "ERR_ODD"; expected a count >= 0 or an errno name, e.g. 4096 or "EIO"',
    ]);
    expect(broken(await run(odd, { otherErrors: 'EIO' }))).toContain('truncate-sets-size');
  });
});
