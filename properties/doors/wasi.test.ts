import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Result } from '../../contract/index.js';
import { fromWasi, type WasiHost } from '../../impl/doors/index.js';
import { check } from '../check.js';

const root = mkdtempSync(join(tmpdir(), 'woe-doors-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

type Calls = Record<string, ((...args: (number | bigint)[]) => number) | undefined>;

/** Node's host, in which some functions are others, or missing. */
function host(change: (calls: Calls) => Calls = (calls) => calls): WasiHost {
  const wasi = new WASI({ version: 'preview1', preopens: { '/': root } });
  const { wasi_snapshot_preview1: calls } = wasi.getImportObject() as { wasi_snapshot_preview1: Calls };
  return {
    imports: { wasi_snapshot_preview1: change({ ...calls }) },
    initialize: (instance) => {
      wasi.initialize(instance);
    },
  };
}

const run = (change?: (calls: Calls) => Calls): Promise<Result> => check({ target: fromWasi(host(change)), runs: 60 });

describe("node's WASI host as a target", () => {
  it('conforms with its offset in view, and leaves nothing behind', async () => {
    const result = await run();
    expect([result.verdict, result.reasons]).toEqual(['conformant', []]);
    expect(result.rules.find(({ id }) => id === 'offset-follows-count')?.verdict).toBe('conform');
    expect(result.rules.find(({ id }) => id === 'checks-descriptor-not-writable')?.verdict).toBe('conform');
    expect(readdirSync(root)).toEqual([]);
  });

  it('does without the functions that are not there', async () => {
    const without = (calls: Calls): Calls => ({
      ...calls,
      fd_pwrite: undefined,
      fd_seek: undefined,
      fd_sync: undefined,
    });
    expect(fromWasi(host(without)).file?.lacks).toEqual(['offset', 'positions', 'sync']);
    expect((await run(without)).verdict).toBe('conformant');
  });

  it('names the functions that a file can not do without', () => {
    expect(() => fromWasi(host((calls) => ({ ...calls, fd_read: undefined, fd_write: undefined })))).toThrow(
      /^fromWasi: expected imports with wasi_snapshot_preview1: fd_write, fd_read, but they are not there; e.g. /,
    );
    expect(() => fromWasi({ ...host(), directory: 99 })).toThrow(
      "fromWasi: expected a preopened directory to make a file in, got EBADF; e.g. preopens: { '/': root }",
    );
  });
});

describe('a WASI host with a bug', () => {
  it.each([
    ['pwrite moves the offset', 'pwrite-leaves-offset', (calls: Calls) => ({ ...calls, fd_pwrite: moving(calls) })],
    ['fsync fails', 'fsync-tells-the-truth', (calls: Calls) => ({ ...calls, fd_sync: failingLater() })],
  ])('is found out: %s', async (_, rule, change) => {
    const result = await run(change);
    expect(result.counterexamples.map(({ deviation }) => deviation.rule)).toContain(rule);
  });

  it('ends the run with an errno that has no name', async () => {
    const result = await run((calls) => ({ ...calls, fd_filestat_set_size: (_, size) => (size === 16n ? 0 : 77) }));
    expect([result.verdict, result.reasons[0]]).toEqual([
      'invalid result',
      'ftruncate returned "WASI errno 77"; expected a count >= 0 or an errno name, e.g. 4096 or "EIO"',
    ]);
  });
});

/** Seeks to where the write began. */
const moving =
  ({ fd_pwrite, fd_seek }: Calls) =>
  (fd: number | bigint, ...rest: (number | bigint)[]) => {
    const errno = fd_pwrite?.(fd, ...rest) ?? 52;
    fd_seek?.(fd, rest[2], 0, 512);
    return errno;
  };

/** Works while it is probed. */
function failingLater(): () => number {
  let calls = 0;
  return () => (calls++ === 0 ? 0 : 29);
}
