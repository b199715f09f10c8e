import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import { KERNEL_ROWS } from '../impl/kernel/index.js';
import { doctorText } from './doctor.js';
import { run } from './terminal.sample.js';

describe('woe doctor', () => {
  it('lists every kernel target, and starts none when told so', async () => {
    const { code, stdout, stderr } = await run(['doctor', '--no-start', '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    const { targets } = JSON.parse(stdout) as { targets: { name: string; capabilities?: unknown }[] };
    expect(targets.map(({ name }) => name)).toEqual([
      ...KERNEL_ROWS.map(({ id }) => `kernel:${id}`),
      'kernel:dir=PATH',
    ]);
    expect(targets.every(({ capabilities }) => capabilities === undefined)).toBe(true);
  });

  it('says what each lacks and what helps, with control characters escaped', () => {
    const text = doctorText(
      '6.18.0',
      false,
      [
        { name: 'kernel:tmpfs', title: 'tmpfs, 16 MiB', profile: 'linux-6.x', missing: [] },
        {
          name: 'kernel:xfs',
          title: 'XFS on a loop device',
          profile: 'linux-iomap-dio',
          missing: [
            { reason: 'loop devices need root', remedy: 'run it as root' },
            { reason: 'mkfs.xfs: \u001b[2J', remedy: 'apt-get install xfsprogs' },
          ],
        },
      ],
      picocolors.createColors(false),
    );
    expect(`\n${text}`).toMatchInlineSnapshot(`
     "
     Linux 6.18.0, not root: 1 of 2 kernel targets can run
     reference, mutant:ID, exec:CMD and modules run everywhere.

     kernel:tmpfs  can run  tmpfs, 16 MiB; linux-6.x
     kernel:xfs    not run  XFS on a loop device; linux-iomap-dio
                   loop devices need root; run it as root
                   mkfs.xfs: \\u001b[2J; apt-get install xfsprogs
     "
    `);
  });

  it('refuses another format', async () => {
    const { code, stderr } = await run(['doctor', '--format', 'xml']);
    expect(code).toBe(2);
    expect(stderr).toContain('--format');
  });
});
