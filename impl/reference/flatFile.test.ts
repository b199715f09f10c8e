import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ERRNO, PROFILE_IDS, isErrno, type DiskOperation, type Fault, type OpenFlag } from '../../contract/index.js';
import { assertNesting, bytes, fault, testbed } from './testbed.sample.js';

const SIZE_MAX = 20000;
const place = fc.oneof(
  fc.nat({ max: SIZE_MAX }),
  fc.nat({ max: 39 }).map((n) => n * 512),
  fc.nat({ max: 4 }).map((n) => n * 4096),
);
const call = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ call: fc.constant('write' as const), at: place, length: place, fd: fc.nat({ max: 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ call: fc.constant('read' as const), at: place, length: place, fd: fc.nat({ max: 2 }) }),
  },
  fc.record({ call: fc.constant('truncate' as const), length: place }),
  fc.record({ call: fc.constantFrom('fsync' as const, 'writeback' as const, 'dropCaches' as const) }),
);
const calls = fc.array(call, { maxLength: 25 });
const FLAGS: OpenFlag[][] = [['O_RDWR'], ['O_RDWR', 'O_DIRECT'], ['O_RDWR', 'O_APPEND', 'O_DSYNC']];
const setup = fc.record({
  sectorSize: fc.constantFrom(512 as const, 4096 as const),
  size: place,
  dax: fc.boolean(),
});

test.each(PROFILE_IDS)('%s without faults is a flat array of bytes', (profile) => {
  fc.assert(
    fc.property(setup, calls, ({ size, sectorSize, dax }, plan) => {
      const bed = testbed({ profile, size, sectorSize, sectors: 1 << 20, file: { dax } });
      const fds = FLAGS.map((flags) => bed.file.open(flags) as number);
      const flat = new Uint8Array(100 * SIZE_MAX);
      flat.fill(1, 0, size);
      let end = size;
      plan.forEach((step, i) => {
        if (step.call === 'write') {
          const at = step.fd === 2 ? end : step.at;
          const ret = bed.file.write(fds[step.fd], bytes(i + 2, step.length), at);
          if (ret === 'EINVAL' && step.fd === 1) return;
          if (ret !== step.length) throw new Error(`write ${i} returned ${JSON.stringify(ret)}`);
          flat.fill(i + 2, at, at + step.length);
          if (step.length > 0) end = Math.max(end, at + step.length);
        } else if (step.call === 'read') {
          const got = bed.file.read(fds[step.fd], step.length, step.at);
          if (got === 'EINVAL' && step.fd === 1) return;
          const expected = flat.subarray(step.at, Math.max(step.at, Math.min(end, step.at + step.length)));
          if (typeof got === 'string' || Buffer.compare(got, expected) !== 0)
            throw new Error(`read ${i}: ${String(got).slice(0, 50)}`);
        } else if (step.call === 'truncate') {
          bed.file.ftruncate(fds[0], step.length);
          if (step.length < end) flat.fill(0, step.length, end);
          end = step.length;
        } else if (step.call === 'fsync') bed.file.fsync(fds[0]);
        else bed.file[step.call]();
      });
      assertNesting(bed.steps);
      bed.file.fsync(fds[0]);
      bed.disk.powerCut();
      const again = bed.remount();
      const content = again.read(again.open(['O_RDONLY']) as number, end, 0);
      return typeof content !== 'string' && Buffer.compare(content, flat.subarray(0, end)) === 0;
    }),
    { numRuns: 150 },
  );
});

const anyFault = fc.oneof(
  ...(
    [
      ['write', 'EIO'],
      ['write', 'ENOSPC'],
      ['write', 'short'],
      ['read', 'EIO'],
      ['read', 'short'],
      ['allocate', 'ENOSPC'],
      ['allocate', 'EIO'],
      ['writeInode', 'EIO'],
      ['flush', 'EIO'],
    ] as [DiskOperation, Fault['kind']][]
  ).map(([on, kind]) =>
    fc.record({ nth: fc.integer({ min: 1, max: 6 }), sticky: fc.boolean() }).map((more) => fault(on, kind, more)),
  ),
);

test.each(PROFILE_IDS)(
  '%s under faults returns a count within the request or an errno, and its trace nests',
  (profile) => {
    fc.assert(
      fc.property(setup, calls, fc.array(anyFault, { maxLength: 3 }), ({ size, sectorSize, dax }, plan, faults) => {
        const bed = testbed({ profile, size, sectorSize, sectors: 64, file: { dax }, faults });
        const fds = FLAGS.map((flags) => bed.file.open(flags) as number);
        plan.forEach((step, i) => {
          if (step.call === 'write') {
            const ret = bed.file.write(fds[step.fd], bytes(i + 2, step.length), step.at);
            const allowed = typeof ret === 'number' ? ret >= 0 && ret <= step.length : isErrno(ret) && ERRNO[ret] > 0;
            if (!allowed) throw new Error(`write ${i} returned ${JSON.stringify(ret)}`);
          } else if (step.call === 'read') bed.file.read(fds[step.fd], step.length, step.at);
          else if (step.call === 'truncate') bed.file.ftruncate(fds[0], step.length);
          else if (step.call === 'fsync') bed.file.fsync(fds[0]);
          else bed.file[step.call]();
        });
        assertNesting(bed.steps);
        expect(bed.disk.allocatedSectors).toBeLessThanOrEqual(64);
      }),
      { numRuns: 150 },
    );
  },
);
