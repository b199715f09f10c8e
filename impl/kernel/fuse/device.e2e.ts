import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Caller,
  Environment,
  FileSpec,
  IoSegment,
  OpenFlag,
  PreparedFile,
  Ret,
  Target,
} from '../../../contract/index.js';
import { KERNEL_LOOKUP, KERNEL_ROWS, missingFor, thisMachine } from '../index.js';

const PAGE = 4096;
const SIZE = 8 * PAGE;
const COUNT = 4 * PAGE;
const [OLD, NEW] = [0x11, 0x22];

const FILE: FileSpec = {
  size: SIZE,
  allocated: [{ from: 0, to: SIZE }],
  mode: 0o600,
  uid: 0,
  gid: 0,
  capability: false,
  kind: 'block',
  dax: false,
  mountWritable: true,
  rlimitFsize: null,
};
const CALLER: Caller = { uid: 0, gid: 0, capFsetid: true };
const ENVIRONMENT: Environment = {
  profile: 'linux-6.x',
  caller: CALLER,
  file: FILE,
  clock: () => 0,
  trace: () => undefined,
};

/** What becomes of one write of four pages at offset 0 to a device that fails after so many bytes. */
interface Fact {
  readonly how: string;
  readonly flags: readonly OpenFlag[];
  readonly bytes: number;
  readonly ret: Ret;
  readonly fsync: readonly [Ret, Ret];
  /** Whether each of the four pages is new on the device, when it works again and nothing is cached. */
  readonly stored: string;
}

const FACTS: readonly Fact[] = [
  { how: 'direct', flags: ['O_RDWR', 'O_DIRECT'], bytes: COUNT, ret: COUNT, fsync: [0, 0], stored: 'NNNN' },
  { how: 'direct', flags: ['O_RDWR', 'O_DIRECT'], bytes: 0, ret: 'EIO', fsync: [0, 0], stored: 'oooo' },
  { how: 'direct', flags: ['O_RDWR', 'O_DIRECT'], bytes: PAGE, ret: 'EIO', fsync: [0, 0], stored: 'Nooo' },
  { how: 'direct', flags: ['O_RDWR', 'O_DIRECT'], bytes: PAGE + 512, ret: 'EIO', fsync: [0, 0], stored: 'NNoo' },
  { how: 'buffered', flags: ['O_RDWR'], bytes: PAGE, ret: COUNT, fsync: ['EIO', 0], stored: 'Nooo' },
  { how: 'O_DSYNC', flags: ['O_RDWR', 'O_DSYNC'], bytes: 0, ret: 'EIO', fsync: [0, 0], stored: 'oooo' },
];

const machine = thisMachine();
const row = KERNEL_ROWS.find(({ id }) => id === 'blockdev');
const missing = (row && missingFor(row, machine)[0]) ?? machine.lacking('fuse');
const why = missing ? ` (not run: ${missing.reason}; ${missing.remedy})` : '';

(missing ? describe.skip : describe)(`a write to a block device that fails${why}`, () => {
  let target: Target;
  beforeAll(async () => {
    target = (await KERNEL_LOOKUP.find('blockdev', 'linux-6.x'))!;
  }, 60_000);
  afterAll(() => target.close?.());

  it.each(FACTS)('$how, after $bytes bytes: $ret', async ({ flags, bytes, ret, fsync, stored }) => {
    const content = new Uint8Array(SIZE).fill(OLD);
    const geometry = { sectorSize: 512, sectors: SIZE / 512, provisioned: SIZE / 512 } as const;
    const file: PreparedFile = await target.file!.prepare(content, ENVIRONMENT, geometry);
    const fd = (await file.open(flags)) as number;
    const segments: IoSegment[] = [{ length: COUNT, bytes: new Uint8Array(COUNT).fill(NEW) }];
    await file.induce!('errorAfter', { bytes });
    expect(await file.write(fd, segments, null)).toBe(ret);
    expect(await file.lseek(fd, 0, 'SEEK_CUR')).toBe(ret === COUNT ? COUNT : 0);
    expect([await file.fsync(fd), await file.fsync(fd)]).toEqual(fsync);
    await file.induce!('errorAfter', null);
    // A direct read asks the device.
    const direct = (await file.open(['O_RDWR', 'O_DIRECT'])) as number;
    const read = (await file.read(direct, COUNT, 0)) as Uint8Array;
    const pages = [0, 1, 2, 3].map((page) => (read[page * PAGE] === NEW ? 'N' : 'o')).join('');
    expect(pages).toBe(stored);
    await file.dispose!();
  });
});
