import { isErrno, PLAIN_CALLER, PLAIN_FILE } from '../../contract/index.js';
import type { Channel, Server } from './channel.js';
import type { Handshake } from './messages.js';
import { asked, expectSame, needsLevel, WrongAnswer, type Bench, type Step } from './self-check-step.js';

export const GEOMETRY = { sectorSize: 512, sectors: 2048, provisioned: 2048 } as const;
const NO_SUCH_FD = 1_000_000;
const LARGE = 300_000;
const CONTENT = 'Hello, file';

export const fileSpec = (size: number, profile: Handshake['profile']) => ({
  profile: profile ?? ('linux-4.x' as const),
  caller: PLAIN_CALLER,
  file: { ...PLAIN_FILE, size, allocated: size > 0 ? [{ from: 0, to: size }] : [] },
});

const data = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const segment = (text: string) => ({ length: text.length, data: data(text) });

/** The calls on a file that is prepared or mounted and holds CONTENT. */
export class FileBench {
  constructor(
    readonly channel: Channel,
    private readonly server?: Server,
  ) {}

  async open(...flags: ('O_RDONLY' | 'O_RDWR')[]): Promise<number> {
    const fd = await asked(this.channel, 'open', { flags, clock: 1 }, this.server);
    if (typeof fd === 'number') return fd;
    throw new WrongAnswer(`open: expected a descriptor, got ${fd}`);
  }

  async write(fd: number, position: number | null, ...parts: string[]): Promise<void> {
    const params = { fd, segments: parts.map(segment), position, clock: 1 };
    const ret = await asked(this.channel, 'write', params, this.server);
    const total = parts.reduce((sum, { length }) => sum + length, 0);
    expectSame('write: nothing stands in the way of the whole count', ret, total);
  }

  async read(fd: number, length: number, position: number | null): Promise<string> {
    const result = await asked(this.channel, 'read', { fd, length, position, clock: 1 }, this.server);
    if (isErrno(result)) throw new WrongAnswer(`read: expected {"data"}, got ${result}`);
    return Buffer.from(result.data, 'base64').toString('latin1');
  }

  async size(fd: number): Promise<number> {
    const stat = await asked(this.channel, 'fstat', { fd, clock: 1 }, this.server);
    if (isErrno(stat)) throw new WrongAnswer(`fstat: expected an object, got ${stat}`);
    return stat.size;
  }

  async ok(method: 'fsync' | 'fdatasync' | 'close', fd: number): Promise<void> {
    expectSame(method, await asked(this.channel, method, { fd, clock: 1 }, this.server), 0);
  }

  async always(method: 'dispose' | 'writeback' | 'dropCaches'): Promise<void> {
    expectSame(method, await asked(this.channel, method, { clock: 1 }, this.server), 0);
  }

  async seek(fd: number, offset: number): Promise<void> {
    const params = { fd, offset, whence: 'SEEK_SET' as const, clock: 1 };
    expectSame('lseek', await asked(this.channel, 'lseek', params, this.server), offset);
  }

  async truncate(fd: number, length: number): Promise<void> {
    expectSame('ftruncate', await asked(this.channel, 'ftruncate', { fd, length, clock: 1 }, this.server), 0);
  }

  async dup(fd: number): Promise<number> {
    const other = await asked(this.channel, 'dup', { fd, clock: 1 }, this.server);
    if (typeof other === 'number') return other;
    throw new WrongAnswer(`dup: expected a descriptor, got ${other}`);
  }
}

/** Every call once, with what nobody can get wrong without losing bytes. */
export async function everyCall(file: FileBench, capabilities: Handshake['capabilities']): Promise<void> {
  const fd = await file.open('O_RDWR');
  expectSame('fstat: size', await file.size(fd), CONTENT.length);
  expectSame('read', await file.read(fd, 100, null), CONTENT);
  await file.write(fd, 7, 'FILE');
  expectSame('read at a position', await file.read(fd, 6, 5), ', FILE'.slice(0, 6));
  await file.seek(fd, 0);
  await file.write(fd, null, 'J');
  if (capabilities.includes('vectors')) await file.write(fd, 1, 'e', 'll', '');
  await file.truncate(fd, 5);
  expectSame('fstat: size after ftruncate', await file.size(fd), 5);
  expectSame('read at 0', await file.read(fd, 100, 0), 'Jello');
  await file.ok('fsync', fd);
  await file.ok('fdatasync', fd);
  if (capabilities.includes('dup')) await file.ok('close', await file.dup(fd));
  await file.ok('close', fd);
}

async function prepared({ channel, handshake }: Bench, content: string): Promise<FileBench> {
  const environment = fileSpec(content.length, handshake.profile);
  await asked(channel, 'prepare', { content: data(content), environment, geometry: GEOMETRY, clock: 1 });
  return new FileBench(channel);
}

const needsFile = needsLevel('file');

export const FILE_STEPS: readonly Step[] = [
  {
    title: 'file: every call',
    needs: needsFile,
    async run(bench) {
      const file = await prepared(bench, CONTENT);
      await everyCall(file, bench.handshake.capabilities);
      await file.always('dispose');
      return undefined;
    },
  },
  {
    title: 'file: a descriptor that is not open',
    needs: needsFile,
    async run(bench) {
      const { channel } = await prepared(bench, CONTENT);
      const params = { fd: NO_SUCH_FD, segments: [segment('x')], position: null, clock: 1 };
      expectSame('write', await asked(channel, 'write', params), 'EBADF');
      expectSame('fstat', await asked(channel, 'fstat', { fd: NO_SUCH_FD, clock: 1 }), 'EBADF');
      return undefined;
    },
  },
  {
    title: 'file: a large payload',
    needs: needsFile,
    async run(bench) {
      const file = await prepared(bench, '');
      const fd = await file.open('O_RDWR');
      const text = Buffer.alloc(LARGE, '0123456789abcde').toString();
      await file.write(fd, null, text);
      if ((await file.read(fd, LARGE, 0)) !== text)
        throw new WrongAnswer(`read: other bytes than the ${LARGE} written`);
      return `${LARGE} bytes`;
    },
  },
  {
    title: 'file: prepared again',
    needs: needsFile,
    async run(bench) {
      const first = await prepared(bench, CONTENT);
      await first.open('O_RDWR');
      const second = await prepared(bench, 'new');
      expectSame('read', await second.read(await second.open('O_RDONLY'), 100, 0), 'new');
      return undefined;
    },
  },
  {
    title: 'file: several requests at once',
    needs: (handshake) => needsFile(handshake) ?? (handshake.limits.window > 1 ? undefined : 'the window is 1'),
    async run(bench) {
      const file = await prepared(bench, CONTENT);
      const fd = await file.open('O_RDWR');
      const { window } = bench.handshake.limits;
      await Promise.all(Array.from({ length: 2 * window }, (_, i) => file.seek(fd, i)));
      return `${window} at a time`;
    },
  },
  {
    title: 'file: induced faults',
    needs: (handshake) => needsFile(handshake) ?? (handshake.induces.length > 0 ? undefined : 'it induces none'),
    async run(bench) {
      await prepared(bench, CONTENT);
      for (const kind of bench.handshake.induces)
        for (const args of [{ bytes: 10, errno: 'EIO' as const }, null])
          expectSame('induce', await asked(bench.channel, 'induce', { kind, args, clock: 1 }), 0);
      return bench.handshake.induces.join(', ');
    },
  },
];
