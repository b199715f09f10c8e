/** The known deviations of the table, shown by a C program that knows nothing of this project. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { thisMachine } from '../../impl/kernel/index.js';
import { mountPoint, sandboxed } from '../../impl/kernel/sandbox.js';
import { describeKernel } from './possible.sample.js';

const SOURCE = join(__dirname, '../../fixtures/kernel/known-deviations.c');
const MINUTES = 180_000;
const AT = mountPoint() ?? '/mnt';

/** What makes each filesystem at $1, in a mount namespace of its own; its files go to $1/m. */
const MAKE: Readonly<Record<string, string>> = {
  xfs: 'truncate -s 320M image; mkfs.xfs -q -f -s size=512 image; mount -o loop image m',
  ext4: 'truncate -s 16M image; mkfs.ext4 -q -F -b 4096 image; mount -o loop image m',
  ext3: 'truncate -s 16M image; mkfs.ext3 -q -F -b 4096 image; mount -o loop image m',
  tmpfs: 'mount -t tmpfs woe m',
  overlay: 'mkdir l u w; mount -t overlay -o lowerdir=l,upperdir=u,workdir=w woe m',
};

let directory: string;
let program: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'woe-known-'));
  program = join(directory, 'known-deviations');
  execFileSync('gcc', ['-o', program, SOURCE]);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What the program says on a fresh filesystem, line by line. */
function said(filesystem: string): string[] {
  // The program is held open, so that covering the directory it may lie in does not hide it.
  const script = `set -e; exec 9<"$2"; mount -t tmpfs woe "$1"; cd "$1"; mkdir m; chmod 755 . ; ${MAKE[filesystem]}; chmod 777 m; /proc/self/fd/9 m`;
  const [command, ...args] = sandboxed(['sh', '-c', script, 'sh', AT, program], thisMachine());
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (stderr) throw new Error(stderr);
  return stdout.trim().split('\n');
}

describeKernel('xfs', 'what kernel:xfs is known for', () => {
  it(
    'is what XFS does, and ext4 does not',
    () => {
      const [ofXfs, ofExt4] = [said('xfs'), said('ext4')];
      expect(ofXfs.slice(0, 3)).toEqual([
        'direct append of 512 bytes, the offset at 1: EINVAL',
        'direct write of 1024 bytes, 512 readable: 512, but zeros are stored',
        'direct append of 512 unreadable bytes to 512: 0, the offset 512',
      ]);
      expect(ofExt4.slice(0, 3)).toEqual([
        'direct append of 512 bytes, the offset at 1: 512',
        'direct write of 1024 bytes, 512 readable: EFAULT',
        'direct append of 512 unreadable bytes to 512: EFAULT, the offset 0',
      ]);
    },
    MINUTES,
  );
});

describeKernel('ext4', 'what kernel:ext4 is known for', () => {
  it(
    'is what ext4 does, and ext3 does not',
    () => {
      const START = 'write of 4096 bytes and one unreadable: 4096, a direct read of 8192 after fsync';
      expect(said('ext4')[3]).toBe(`${START}: EIO`);
      expect(said('ext3')[3]).toBe(`${START}: 4096`);
    },
    MINUTES,
  );
});

describeKernel('blockdev', 'what kernel:blockdev is known for', () => {
  it(
    'is what ext4 does too',
    () => expect(said('ext4')[4]).toBe('direct write of 12388 and 3996 bytes: EINVAL, 8192 bytes are stored'),
    MINUTES,
  );
});

describeKernel('overlay', 'what kernel:overlay is known for', () => {
  const ending = (line: string | undefined): string | undefined => line?.split(': ').at(-1);

  it(
    'is what overlayfs does, and the filesystem below does not',
    () => {
      expect(ending(said('overlay').at(-1))).toBe('EFBIG, the mode 755');
      expect(ending(said('tmpfs').at(-1))).toBe('EFBIG, the mode 2755');
    },
    MINUTES,
  );
});
