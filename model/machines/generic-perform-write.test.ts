import { describe, expect, it } from '@jest/globals';
import { ERRNO, type ProfileId } from '../../contract/index.js';
import { drive, type Drive } from '../machine/drive.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

function run(profile: ProfileId, enter: { pos: number; count: number }, ...events: KernelEvent[]): Drive {
  return drive(compiled('generic_perform_write', PROFILES[profile]), [{ type: 'enter', ...enter }, ...events]);
}

const FAULTED = { type: 'faultIn', ret: 0 };
const EFAULT = { type: 'faultIn', ret: -ERRNO.EFAULT };
const NO_SIGNAL = { type: 'fatalSignal', ret: 0 };
const BEGUN = { type: 'writeBegin', ret: 0 };
const BALANCED = { type: 'balance' };

/** One chunk up to write_end. */
const chunk = (copied: number, accepted: number): KernelEvent[] => [
  FAULTED,
  NO_SIGNAL,
  BEGUN,
  { type: 'copy', ret: copied },
  { type: 'writeEnd', ret: accepted, sizeAfter: 0 },
];

describe('generic_perform_write', () => {
  it('cuts the request into chunks at page boundaries', () => {
    const { asked, output } = run(
      'linux-4.x',
      { pos: 4000, count: 4196 },
      ...chunk(96, 96),
      BALANCED,
      ...chunk(4096, 4096),
      BALANCED,
      ...chunk(4, 4),
      BALANCED,
    );
    expect(asked.filter((line) => line.startsWith('writeBegin'))).toEqual([
      'writeBegin pos=4000 bytes=96',
      'writeBegin pos=4096 bytes=4096',
      'writeBegin pos=8192 bytes=4',
    ]);
    expect(output).toEqual({ ret: 4196, iovAdvance: 4196 });
  });

  it('returns the errno when the first chunk fails, and the bytes before it when a later one does', () => {
    expect(run('linux-4.x', { pos: 0, count: 5000 }, EFAULT).output).toEqual({ ret: -ERRNO.EFAULT, iovAdvance: 0 });
    const later = run('linux-4.x', { pos: 0, count: 5000 }, ...chunk(4096, 4096), BALANCED, EFAULT);
    expect(later.output).toEqual({ ret: 4096, iovAdvance: 4096 });
  });

  it('stops with EINTR for a fatal signal', () => {
    expect(run('linux-4.x', { pos: 0, count: 9 }, FAULTED, { type: 'fatalSignal', ret: 1 }).output.ret).toBe(
      -ERRNO.EINTR,
    );
  });

  it('stops at the error of write_begin', () => {
    const full = { type: 'writeBegin', ret: -ERRNO.ENOSPC };
    expect(run('linux-4.x', { pos: 0, count: 9 }, FAULTED, NO_SIGNAL, full).output.ret).toBe(-ERRNO.ENOSPC);
  });

  it('does not count the chunk whose write_end fails after the copy', () => {
    const { output } = run(
      'linux-4.x',
      { pos: 0, count: 5000 },
      ...chunk(4096, 4096),
      BALANCED,
      ...chunk(904, -ERRNO.EDQUOT),
    );
    expect(output).toEqual({ ret: 4096, iovAdvance: 4096 });
  });

  it('goes on behind what write_end accepted of a short copy', () => {
    const { asked, output } = run(
      'linux-4.x',
      { pos: 10, count: 100 },
      ...chunk(60, 60),
      BALANCED,
      ...chunk(40, 40),
      BALANCED,
    );
    expect(asked).toContain('writeEnd pos=10 bytes=60');
    expect(asked).toContain('writeBegin pos=70 bytes=40');
    expect(output.ret).toBe(100);
  });

  it('retries with the current segment alone through 5.15, no further than the page', () => {
    const { asked, output } = run(
      'linux-4.x',
      { pos: 4090, count: 20 },
      ...chunk(3, 0),
      { type: 'singleSegment', ret: 9 },
      ...chunk(6, 6),
      BALANCED,
      EFAULT,
    );
    expect(asked.filter((line) => line.startsWith('faultIn'))).toEqual([
      'faultIn bytes=6',
      'faultIn bytes=6',
      'faultIn bytes=14',
    ]);
    expect(output).toEqual({ ret: 6, iovAdvance: 6 });
  });

  it('retries with what was copied since 5.16, and with the whole chunk if nothing was', () => {
    const { asked } = run(
      'linux-6.x',
      { pos: 0, count: 20 },
      ...chunk(0, 0),
      ...chunk(3, 0),
      ...chunk(3, 3),
      BALANCED,
      EFAULT,
    );
    expect(asked.filter((line) => line.startsWith('faultIn'))).toEqual([
      'faultIn bytes=20',
      'faultIn bytes=20',
      'faultIn bytes=3',
      'faultIn bytes=17',
    ]);
  });

  it('takes a reply of 0 bytes for EIO when writing through', () => {
    expect(run('linux-fuse', { pos: 0, count: 20 }, ...chunk(20, 0)).output).toEqual({
      ret: -ERRNO.EIO,
      iovAdvance: 0,
    });
    const later = run('linux-fuse', { pos: 0, count: 5000 }, ...chunk(4096, 4096), BALANCED, ...chunk(904, 0));
    expect(later.output).toEqual({ ret: 4096, iovAdvance: 4096 });
  });

  it('ends with a short reply when writing through, counting it', () => {
    const { output } = run('linux-fuse', { pos: 0, count: 5000 }, ...chunk(4096, 100), BALANCED);
    expect(output).toEqual({ ret: 100, iovAdvance: 100 });
  });

  it('goes on after a short copy whose reply was complete when writing through', () => {
    const { output } = run('linux-fuse', { pos: 0, count: 20 }, ...chunk(3, 3), BALANCED, ...chunk(17, 17), BALANCED);
    expect(output.ret).toBe(20);
  });
});
