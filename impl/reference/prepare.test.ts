import { describe, expect, test } from '@jest/globals';
import type { Environment, OpenFlag, ProfileId } from '../../contract/index.js';
import { PARTS } from './parts.js';
import { prepare } from './prepare.js';
import { bytes, runs } from './testbed.js';

const GEOMETRY = { sectorSize: 512, sectors: 128, provisioned: 0 } as const;

/** `performed` is told where each buffered write, or fallback, begins. */
function prepared(
  profile: ProfileId = 'linux-4.x',
  flags: OpenFlag[] = ['O_RDWR'],
  performed: (pos: number) => void = () => undefined,
) {
  const environment: Environment = {
    profile,
    caller: { uid: 0, gid: 0, capFsetid: true },
    file: {
      size: 16384,
      allocated: [{ from: 0, to: 16384 }],
      mode: 0o644,
      uid: 0,
      gid: 0,
      capability: false,
      kind: 'regular',
      dax: false,
      mountWritable: true,
      rlimitFsize: null,
    },
    clock: () => 1,
    trace: () => undefined,
  };
  const file = prepare(new Uint8Array(16384).fill(1), environment, GEOMETRY, {
    ...PARTS,
    genericPerformWrite: (kiocb, from, pos) => {
      performed(pos);
      return PARTS.genericPerformWrite(kiocb, from, pos);
    },
  });
  return { file, fd: file.open(flags) as number };
}

describe('file level', () => {
  test('shows the content that was asked for', () => {
    const { file, fd } = prepared();
    expect(runs(file.read(fd, 99999, 0))).toEqual([[1, 16384]]);
  });

  test('enospcAfter: the chunks that fit are a short count, then ENOSPC, then nothing once disarmed', () => {
    const { file, fd } = prepared();
    file.induce('enospcAfter', { bytes: 5000 });
    expect(file.write(fd, bytes(5, 12288), null)).toBe(4096);
    expect(file.write(fd, bytes(5, 8192), null)).toBe('ENOSPC');
    file.induce('enospcAfter', null);
    expect(file.write(fd, bytes(5, 8192), null)).toBe(8192);
  });

  test('errorAfter strikes the fallback of a direct write', () => {
    const { file, fd } = prepared('linux-4.x', ['O_RDWR', 'O_DIRECT']);
    file.induce('errorAfter', { bytes: 1500, errno: 'EDQUOT' });
    expect(file.write(fd, bytes(5, 8192), null)).toBe(1024);
    expect(file.write(fd, bytes(5, 8192), null)).toBe('EDQUOT');
  });

  test('iomap gives the error although bytes were written', () => {
    const { file, fd } = prepared('linux-iomap-dio', ['O_RDWR', 'O_DIRECT']);
    file.induce('errorAfter', { bytes: 1500, errno: 'EIO' });
    expect(file.write(fd, bytes(5, 8192), null)).toBe('EIO');
    expect(runs(file.read(fd, 8192, 0))).toEqual([
      [5, 1024],
      [1, 7168],
    ]);
  });

  // The count alone does not show a short transfer that the fallback completes: where it begins does.
  test.each<[string, ProfileId, OpenFlag[], number, number[]]>([
    ['a buffered write short', 'linux-4.x', ['O_RDWR'], 1000, [0, 0]],
    ['a direct transfer short, and the fallback writes the rest', 'linux-4.x', ['O_RDWR', 'O_DIRECT'], 8192, [512]],
    ['a direct write short where nothing falls back', 'linux-iomap-dio', ['O_RDWR', 'O_DIRECT'], 512, []],
  ])('shortAfter makes one %s', (_, profile, flags, expected, begins) => {
    const performed: number[] = [];
    const { file, fd } = prepared(profile, flags, (pos) => performed.push(pos));
    file.induce('shortAfter', { bytes: 1000 });
    expect([file.write(fd, bytes(5, 8192), null), file.write(fd, bytes(5, 8192), 0)]).toEqual([expected, 8192]);
    expect(performed).toEqual(begins);
  });

  test('a misaligned direct write is refused before any induced limit', () => {
    const { file, fd } = prepared('linux-4.x', ['O_RDWR', 'O_DIRECT']);
    file.induce('errorAfter', { bytes: 0, errno: 'EIO' });
    expect(file.write(fd, bytes(5, 1000), 0)).toBe('EINVAL');
  });
});
