import { expect, test } from '@jest/globals';
import { PROFILE_IDS, type OpenFlag } from '../../contract/index.js';
import { bad, bytes, fault, testbed, transfers, type Setup } from './testbed.sample.js';

const FLAGS: OpenFlag[][] = [['O_RDWR'], ['O_RDWR', 'O_DIRECT'], ['O_RDWR', 'O_APPEND', 'O_SYNC']];
/** Its user may not keep the set-id bits; from 8192 on it is a hole; the disk fails now and then. */
const SETUP: Setup = {
  size: 16384,
  allocated: [{ from: 0, to: 8192 }],
  caller: { uid: 1000, gid: 1000, capFsetid: false },
  faults: [fault('write', 'EIO', { nth: 7 }), fault('flush', 'EIO', { nth: 2 })],
};

/** Every kind of call: what each returned, what the disk was asked for, and what the file then holds. */
function everything(setup: Setup) {
  const bed = testbed({ ...SETUP, ...setup });
  const { file } = bed;
  const [buffered, direct, append] = FLAGS.map((flags) => file.open(flags) as number);
  const returned = [
    file.write(buffered, bytes(2, 5000), 100),
    file.write(buffered, [...bytes(3, 100), bad(3, 3996)], 12288),
    file.write(direct, bytes(4, 4096), 4096),
    file.write(direct, bytes(5, 16384), 0),
    file.write(direct, bytes(5, 100), 7),
    file.write(append, bytes(6, 700), null),
    file.ftruncate(buffered, 9000),
    file.write(direct, bytes(7, 512), 20480),
    file.write(append, bytes(8, 5000), null),
    file.fsync(direct),
    file.fstat(buffered),
  ];
  return { returned, asked: transfers(bed), content: file.read(buffered, 99999, 0), heard: bed.steps.length };
}

const KINDS = {
  'a file': { mode: 0o6755, capability: true },
  'a DAX file': { dax: true },
  'a block device': { kind: 'block' },
  'a file that is limited': { rlimitFsize: 10000 },
} as const;

test.each(PROFILE_IDS.flatMap((profile) => Object.entries(KINDS).map(([kind, file]) => ({ profile, kind, file }))))(
  '$profile does the same to $kind when nobody listens to its steps',
  ({ profile, file }) => {
    const { heard, ...listened } = everything({ profile, file });
    expect(heard).toBeGreaterThan(100);
    expect(everything({ profile, file, deaf: true })).toEqual({ ...listened, heard: 0 });
  },
);
