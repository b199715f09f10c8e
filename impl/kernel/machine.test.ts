import { describe, expect, it } from '@jest/globals';
import { KERNEL_LOOKUP, KERNEL_ROWS, knownOf, missingFor } from './index.js';
import type { Machine, Need } from './machine.js';

/** A machine that lacks what is named. */
const machineWithout = (...lacking: Need[]): Machine => ({
  isRoot: true,
  kernel: '6.18.0',
  lacking: (need) => (lacking.includes(need) ? { reason: `no ${need}`, remedy: 'get it' } : undefined),
});

describe('the kernel targets', () => {
  it('are listed, a directory last', () => {
    expect(KERNEL_LOOKUP.list()).toEqual([...KERNEL_ROWS.map(({ id }) => id), 'dir=PATH']);
  });

  it('need nothing on a machine that has everything', () => {
    for (const row of KERNEL_ROWS) expect(missingFor(row, machineWithout())).toEqual([]);
  });

  it.each<[Need, string[]]>([
    ['fuse', ['fuse']],
    ['program mkfs.xfs', ['xfs']],
    ['root', ['ext4', 'ext3', 'xfs', 'btrfs', 'blockdev']],
    ['koffi', KERNEL_ROWS.map(({ id }) => id)],
  ])('without %s: %j can not run', (need, ids) => {
    const machine = machineWithout(need);
    expect(KERNEL_ROWS.filter((row) => missingFor(row, machine).length > 0).map(({ id }) => id)).toEqual(ids);
  });

  it('say what is known of them, and nothing of others', () => {
    expect(knownOf('kernel:xfs').map(({ rule }) => rule)).toContain('pos-follows-written');
    expect(knownOf('kernel:tmpfs')).toEqual([]);
    expect(knownOf('reference')).toEqual([]);
  });

  it('are not found under another word', async () => {
    expect(await KERNEL_LOOKUP.find('ntfs', 'linux-6.x')).toBeUndefined();
  });
});
