import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  PLAIN_CALLER,
  PLAIN_FILE,
  type Environment,
  type FileSpec,
  type IoSegment,
  type OpenFlag,
  type Ret,
} from '../../../contract/index.js';
import { KERNEL_ROWS, missingFor, thisMachine } from '../index.js';
import type { Seen } from '../messages.js';
import { mountPoint } from '../sandbox.js';
import type { Script } from './script.js';
import { startFuse, type FuseSandbox } from './target.js';

const COUNT = 16_384;
const SIZE = 32_768;

/** What the running kernel does with the server's answers to one write of 16384 bytes at offset 0. */
interface Fact {
  readonly how: string;
  readonly flags?: readonly OpenFlag[];
  readonly file?: Partial<FileSpec>;
  readonly count?: number;
  readonly maxWrite?: number;
  readonly script: Script;
  readonly ret: Ret;
  readonly offset: number;
  /** Requests that change something, as `OP from+length=ret`. */
  readonly seen: readonly string[];
  /** What fsync returns afterwards, and again. @default 0, 0 */
  readonly fsync?: readonly [Ret, Ret];
}

const DIRECT: readonly OpenFlag[] = ['O_RDWR', 'O_DIRECT'];
const SETUID = { mode: 0o4755 };

const FACTS: readonly Fact[] = [
  { how: 'direct, all taken', flags: DIRECT, script: {}, ret: COUNT, offset: COUNT, seen: ['WRITE 0+16384=16384'] },
  {
    how: 'direct 4096, fallback takes the rest',
    flags: DIRECT,
    script: { writes: [{ bytes: 4096 }] },
    ret: COUNT,
    offset: COUNT,
    seen: ['WRITE 0+16384=4096', 'WRITE 4096+12288=12288'],
  },
  ...(['EIO', 'ENOSPC'] as const).map((errno): Fact => ({
    how: `direct 4096, fallback ${errno}`,
    flags: DIRECT,
    script: { writes: [{ bytes: 4096 }, { errno }] },
    ret: 4096,
    offset: 4096,
    seen: ['WRITE 0+16384=4096', `WRITE 4096+12288=${errno}`],
  })),
  {
    how: 'direct 4096, fallback 4096',
    flags: DIRECT,
    script: { writes: [{ bytes: 4096 }, { bytes: 4096 }] },
    ret: 8192,
    offset: 8192,
    seen: ['WRITE 0+16384=4096', 'WRITE 4096+12288=4096'],
  },
  {
    how: 'direct 4096, fallback 4096, appended',
    flags: [...DIRECT, 'O_APPEND'],
    script: { writes: [{ bytes: 4096 }, { bytes: 4096 }] },
    ret: 8192,
    offset: SIZE + 8192,
    seen: [`WRITE ${SIZE}+16384=4096`, `WRITE ${SIZE + 4096}+12288=4096`],
  },
  {
    how: 'direct EIO at once',
    flags: DIRECT,
    script: { writes: [{ errno: 'EIO' }] },
    ret: 'EIO',
    offset: 0,
    seen: ['WRITE 0+16384=EIO'],
  },
  {
    how: 'direct 0, fallback takes all',
    flags: DIRECT,
    script: { writes: [{ bytes: 0 }] },
    ret: COUNT,
    offset: COUNT,
    seen: ['WRITE 0+16384=0', 'WRITE 0+16384=16384'],
  },
  {
    how: 'direct 0, fallback EIO',
    flags: DIRECT,
    script: { writes: [{ bytes: 0 }, { errno: 'EIO' }] },
    ret: 'EIO',
    offset: 0,
    seen: ['WRITE 0+16384=0', 'WRITE 0+16384=EIO'],
  },
  {
    how: 'direct 4096, final flush EIO',
    flags: DIRECT,
    script: { writes: [{ bytes: 4096, hold: true }], writeback: 'EIO' },
    ret: 4096,
    offset: 4096,
    seen: ['WRITE 0+16384=4096', 'WRITE 4096+12288=12288', 'writeback 4096+4096=EIO'],
    fsync: ['EIO', 0],
  },
  {
    how: 'direct 0, final flush EIO',
    flags: DIRECT,
    script: { writes: [{ bytes: 0, hold: true }], writeback: 'EIO' },
    ret: 'EIO',
    offset: 0,
    seen: ['WRITE 0+16384=0', 'WRITE 0+16384=16384', 'writeback 0+4096=EIO'],
    fsync: ['EIO', 0],
  },
  {
    how: 'buffered 4096',
    script: { writes: [{ bytes: 4096 }] },
    ret: 4096,
    offset: 4096,
    seen: ['WRITE 0+16384=4096'],
  },
  {
    how: 'buffered EIO at once',
    script: { writes: [{ errno: 'EIO' }] },
    ret: 'EIO',
    offset: 0,
    seen: ['WRITE 0+16384=EIO'],
  },
  { how: 'buffered 0', script: { writes: [{ bytes: 0 }] }, ret: 'EIO', offset: 0, seen: ['WRITE 0+16384=0'] },
  {
    how: 'buffered in WRITEs of 4096, the second fails',
    maxWrite: 4096,
    script: { writes: [{}, { errno: 'EIO' }] },
    ret: 4096,
    offset: 4096,
    seen: ['WRITE 0+4096=4096', 'WRITE 4096+4096=EIO'],
  },
  {
    how: 'set-uid goes',
    file: SETUID,
    script: {},
    ret: COUNT,
    offset: COUNT,
    seen: ['SETATTR 755=0', 'WRITE 0+16384=16384'],
  },
  {
    how: 'set-uid can not be removed',
    file: SETUID,
    script: { mode: 'EACCES' },
    ret: 'EACCES',
    offset: 0,
    seen: ['SETATTR 755=EACCES'],
  },
  {
    how: 'the capability can not be removed',
    file: { capability: true },
    script: { removeXattr: 'EPERM' },
    ret: 'EPERM',
    offset: 0,
    seen: ['REMOVEXATTR=EPERM'],
  },
  {
    how: 'whether there is a capability can not be told',
    file: { capability: true },
    script: { getXattr: 'EIO' },
    ret: COUNT,
    offset: COUNT,
    seen: ['WRITE 0+16384=16384'],
  },
  { how: 'nothing to write', count: 0, file: SETUID, script: { mode: 'EIO' }, ret: 0, offset: 0, seen: [] },
];

const FILE: FileSpec = { ...PLAIN_FILE, size: SIZE, allocated: [{ from: 0, to: SIZE }] };
const GEOMETRY = { sectorSize: 512, sectors: 64, provisioned: 64 } as const;

const machine = thisMachine();
const row = KERNEL_ROWS.find(({ id }) => id === 'fuse');
const [missing] = row ? missingFor(row, machine) : [];
const why = missing ? ` (not run: ${missing.reason}; ${missing.remedy})` : '';

const textOf = ({ op, offset, size, isWriteback, mode, ret }: Seen): string => {
  const what = isWriteback ? 'writeback' : op;
  if (offset !== undefined) return `${what} ${offset}+${size}=${ret}`;
  return mode === undefined ? `${what}=${ret}` : `${what} ${mode.toString(8)}=${ret}`;
};

(missing ? describe.skip : describe)(`what the kernel makes of a FUSE server's replies${why}`, () => {
  const servers = new Map<number, FuseSandbox>();
  const start = async (maxWrite: number): Promise<void> => {
    servers.set(maxWrite, await startFuse('kernel:fuse', { at: mountPoint() ?? '/mnt', maxWrite }, machine));
  };

  beforeAll(() => Promise.all([start(131_072), start(4096)]), 180_000);
  afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

  it.each(FACTS)('$how: $ret; $offset', async (fact) => {
    const { flags = ['O_RDWR'], count = COUNT, maxWrite = 131_072, script, fsync = [0, 0] } = fact;
    const file = { ...FILE, ...fact.file };
    const trace = (): void => undefined;
    const environment: Environment = { profile: 'linux-fuse', caller: PLAIN_CALLER, file, clock: () => 0, trace };
    const server = servers.get(maxWrite)!;
    const prepared = await server.add(new Uint8Array(SIZE).fill(0x11), environment, GEOMETRY);
    const fd = (await prepared.open(flags)) as number;
    const segments: IoSegment[] = [{ length: count, bytes: new Uint8Array(count).fill(0x22) }];
    const { reply, seen } = await prepared.scripted(script, fd, segments, null);
    expect(reply).toBe(fact.ret);
    expect(await prepared.lseek(fd, 0, 'SEEK_CUR')).toBe(fact.offset);
    expect(seen.map(textOf)).toEqual(fact.seen);
    expect([await prepared.fsync(fd), await prepared.fsync(fd)]).toEqual(fsync);
    await prepared.dispose();
  });
});
