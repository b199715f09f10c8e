import { describe, expect, it } from '@jest/globals';
import type { Ret } from '../../../contract/index.js';
import type { Seen } from '../messages.js';
import { calleesOf, type WriteShape } from './callees.js';

const write = (offset: number, size: number, ret: Ret, isWriteback = false): Seen => ({
  op: 'WRITE',
  offset,
  size,
  ret,
  isWriteback,
});
const DIRECT: WriteShape = { direct: true, count: 16_384, readable: true, limit: null };
const BUFFERED: WriteShape = { ...DIRECT, direct: false };

const shown = (seen: readonly Seen[], shape: WriteShape): string[] =>
  calleesOf(seen, shape).map(({ at, ret, left }) => `${at} ${ret} (${left} left)`);

describe('the callees that requests show', () => {
  it.each<[string, WriteShape, Seen[], string[]]>([
    ['all directly', DIRECT, [write(0, 16_384, 16_384)], ['removePrivs 0 (16384 left)', 'direct 16384 (0 left)']],
    [
      'a short transfer, then the fallback in two WRITEs',
      DIRECT,
      [write(0, 16_384, 4096), write(4096, 4096, 4096), write(8192, 8192, 8192)],
      ['removePrivs 0 (16384 left)', 'direct 4096 (12288 left)', 'perform 12288 (0 left)'],
    ],
    [
      'a direct error after progress is a short transfer',
      DIRECT,
      [write(0, 8192, 8192), write(8192, 8192, 'EIO'), write(8192, 8192, 'ENOSPC')],
      ['removePrivs 0 (16384 left)', 'direct 8192 (8192 left)', 'perform ENOSPC (8192 left)'],
    ],
    [
      'a flush that fails',
      DIRECT,
      [write(0, 16_384, 0), write(0, 16_384, 16_384), write(0, 4096, 'EIO', true)],
      ['removePrivs 0 (16384 left)', 'direct 0 (16384 left)', 'perform 16384 (0 left)', 'flush EIO (0 left)'],
    ],
    [
      'privileges that stay',
      BUFFERED,
      [{ op: 'SETATTR', mode: 0o755, ret: 'EACCES' }],
      ['removePrivs EACCES (16384 left)'],
    ],
    [
      'a buffered write of which nothing is taken',
      BUFFERED,
      [write(0, 16_384, 0)],
      ['removePrivs 0 (16384 left)', 'perform EIO (16384 left)'],
    ],
    [
      'a request that RLIMIT_FSIZE cuts',
      { ...DIRECT, limit: 10_240 },
      [write(8192, 2048, 2048)],
      ['removePrivs 0 (2048 left)', 'direct 2048 (0 left)'],
    ],
    ['nothing', BUFFERED, [{ op: 'FSYNC', ret: 0 }], []],
    ['of a source with unreadable bytes, nothing', { ...DIRECT, readable: false }, [write(0, 4096, 4096)], []],
    [
      'of such a source, but that privileges stay',
      { ...DIRECT, readable: false },
      [{ op: 'SETATTR', mode: 0o755, ret: 'EIO' }],
      ['removePrivs EIO (16384 left)'],
    ],
  ])('%s', (_, shape, seen, expected) => {
    expect(shown(seen, shape)).toEqual(expected);
  });
});
