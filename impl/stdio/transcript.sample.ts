import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  PLAIN_CALLER,
  PLAIN_FILE,
  type Callees,
  type DiskTarget,
  type Environment,
  type FileTarget,
  type IovIter,
  type Kiocb,
  type Target,
} from '../../contract/index.js';
import { VirtualDisk } from '../disk/index.js';
import type { Wire, WireListener } from './wire.js';

/** One line of a conversation. */
export interface Said {
  readonly by: 'suite' | 'driver';
  readonly line: string;
}

/** The transcripts of docs/protocol.md, by the heading that they stand under: `> ` is the suite, `< ` the driver. */
export function transcripts(): Map<string, Said[]> {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'protocol.md'), 'utf8');
  const found = new Map<string, Said[]>();
  for (const [, title, block] of text.matchAll(/^### (Transcript: [^\n]+)\n[^#]*?```text\n([\s\S]*?)```/gm))
    found.set(
      title,
      block
        .trimEnd()
        .split('\n')
        .map((line) => ({ by: line.startsWith('> ') ? 'suite' : 'driver', line: line.slice(2) })),
    );
  return found;
}

/** Plays the driver's side of a transcript, and notes what the suite really says. */
export class Script implements Wire {
  readonly heard: string[] = [];
  readonly evidence = [];
  readonly unsent = 0;
  private listener: WireListener | undefined;
  private at = 0;

  constructor(private readonly said: readonly Said[]) {}

  listen(listener: WireListener): void {
    this.listener = listener;
  }

  send(text: string): void {
    this.heard.push(...text.trimEnd().split('\n'));
    setImmediate(() => this.speak());
  }

  async kill(): Promise<void> {
    this.listener = undefined;
  }

  async close(): Promise<void> {
    this.listener = undefined;
  }

  /** All that the driver says before the suite has to speak again. */
  private speak(): void {
    const suite = this.said.filter(({ by }) => by === 'suite').length;
    if (this.heard.length > suite) return;
    let spoken = 0;
    for (const [i, { by, line }] of this.said.entries()) {
      if (by === 'suite') spoken++;
      if (spoken > this.heard.length) return;
      if (by !== 'driver' || i < this.at) continue;
      this.at = i + 1;
      this.listener?.bytes(Buffer.from(`${line}\n`));
    }
  }
}

export const environment = (size: number): Environment => ({
  profile: 'linux-4.x',
  caller: PLAIN_CALLER,
  file: { ...PLAIN_FILE, size, allocated: [{ from: 0, to: size }] },
  clock: () => 1,
  trace: () => undefined,
});

const GEOMETRY = { sectorSize: 512, sectors: 64, provisioned: 64 } as const;

/** What the transcript at `iter` level does: a direct write of 8192 bytes that falls back; its flush fails. */
export async function iterSession(target: Target): Promise<unknown> {
  let left = 8192;
  const inode = { size: 0, backingDevInfo: {}, lock: () => undefined, unlock: () => undefined };
  const kiocb: Kiocb = { kiPos: 0, direct: true, inode, task: { backingDevInfo: null } };
  const from: IovIter = {
    get count() {
      return left;
    },
    advance: (bytes) => void (left -= bytes),
  };
  const move = (bytes: number): number => {
    left -= bytes;
    inode.size += bytes;
    return bytes;
  };
  const callees: Partial<Callees> = {
    removePrivs: () => 0,
    updateTime: () => 0,
    isDax: () => false,
    direct: () => (kiocb.kiPos += move(4096)),
    perform: () => move(4096),
    flush: () => 'EIO',
  };
  return target.iter?.writeIter(kiocb, from, callees as Callees);
}

/** At `file` level: five bytes, of which three are overwritten. */
export async function fileSession(target: Target): Promise<unknown> {
  const file = await (target as Target & { file: FileTarget }).file.prepare(
    Buffer.from('Hello'),
    environment(5),
    GEOMETRY,
  );
  const fd = (await file.open(['O_RDWR'])) as number;
  const written = await file.write(fd, [{ length: 3, bytes: Buffer.from('abc') }], 1);
  await file.fstat(fd);
  await file.lseek(fd, 0, 'SEEK_CUR');
  const bytes = (await file.read(fd, 100, 0)) as Uint8Array;
  await file.fsync(fd);
  await file.close(fd);
  await file.dispose?.();
  return { written, content: Buffer.from(bytes).toString() };
}

/** At `disk` level: a byte is written behind the end, and made durable. */
export async function diskSession(target: Target): Promise<unknown> {
  const disk = new VirtualDisk(GEOMETRY);
  disk.installInode({ size: 0, mode: 0o644, uid: 1000, gid: 1000, mtime: 0, ctime: 0, capability: false });
  const file = await (target as Target & { disk: DiskTarget }).disk.mount(disk, {
    ...environment(0),
    file: { ...environment(0).file, allocated: [] },
  });
  const fd = (await file.open(['O_RDWR'])) as number;
  const written = await file.write(fd, [{ length: 1, bytes: Buffer.from('x') }], null);
  const synced = await file.fsync(fd);
  await file.dispose?.();
  return { written, synced, size: (disk.readInode() as { size: number }).size };
}
