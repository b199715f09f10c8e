import {
  PLAIN_FILE,
  fieldsOf,
  type Caller,
  type Environment,
  type Errno,
  type Fault,
  type FileSpec,
  type Geometry,
  type IoSegment,
  type KernelStep,
  type OpenFlag,
  type ProfileId,
  type Range,
} from '../../contract/index.js';
import { VirtualDisk } from '../disk/index.js';
import { mount } from './mount.js';
import type { MountedReference } from './mountedReference.js';
import { PARTS, type Parts } from './parts.js';
import { prepare, type PreparedReference } from './prepare.js';

/** What a test of the reference can choose; the rest is a plain file of root, without faults. */
export interface Setup {
  profile?: ProfileId;
  sectorSize?: 512 | 4096;
  sectors?: number;
  provisioned?: number;
  /** Bytes; the file is filled with 1 where it is allocated. */
  size?: number;
  /** @default all of the file */
  allocated?: Range[];
  file?: Partial<FileSpec>;
  caller?: Partial<Caller>;
  faults?: Fault[];
  patch?: Partial<Parts>;
  /** Nobody listens to its steps. */
  deaf?: boolean;
}

/** A mounted reference with its surroundings. */
export interface Testbed {
  disk: VirtualDisk;
  file: MountedReference;
  steps: KernelStep[];
  /** May be changed between calls. */
  spec: FileSpec;
  tick: () => void;
  /** As after a power cut. */
  remount: () => MountedReference;
}

/** What the disk was asked for since the last time, but for the inode record, as `write 4+1`: operation, sector, count. */
export const transfers = ({ disk }: Testbed): string[] =>
  disk
    .takeLog()
    .filter(({ op }) => op !== 'writeInode')
    .map(({ op, sector, count }) => `${op} ${sector}+${count}`);

export const fault = (on: Fault['on'], kind: Fault['kind'], more: Partial<Fault> = {}): Fault => ({
  on,
  kind,
  args: {},
  where: null,
  nth: 1,
  sticky: false,
  ...more,
});

export function testbed(setup: Setup = {}): Testbed {
  const { sectorSize = 512, sectors = 256, size = 0 } = setup;
  const { provisioned = sectors, allocated = size > 0 ? [{ from: 0, to: size }] : [] } = setup;
  const spec: FileSpec = { ...PLAIN_FILE, size, allocated, ...setup.file };
  const disk = new VirtualDisk({ sectorSize, sectors, provisioned }, setup.faults, 1);
  for (const { from, to } of allocated) {
    const first = Math.floor(from / sectorSize);
    const bytes = new Uint8Array((Math.ceil(to / sectorSize) - first) * sectorSize);
    disk.install(first, bytes.fill(1, from - first * sectorSize, to - first * sectorSize));
  }
  const { mode, uid, gid, capability } = spec;
  disk.installInode({ size, mode, uid, gid, mtime: 0, ctime: 0, capability });

  const steps: KernelStep[] = [];
  let now = 1;
  const environment: Environment = {
    profile: setup.profile ?? 'linux-4.x',
    caller: { uid: 0, gid: 0, capFsetid: true, ...setup.caller },
    file: spec,
    clock: () => now,
    trace: (step) => steps.push(step),
  };
  const heard = setup.deaf ? ({ ...environment, trace: undefined } as unknown as Environment) : environment;
  const remount = () => mount(disk, heard, { ...PARTS, ...setup.patch });
  const file = remount();
  disk.takeLog();
  return { disk, file, steps, spec, tick: () => now++, remount };
}

/** What a test at `file` level can choose; the rest is 16384 bytes of 1, open for reading and writing. */
export interface FileSetup {
  profile?: ProfileId;
  flags?: OpenFlag[];
  file?: Partial<FileSpec>;
  content?: Uint8Array;
  geometry?: Partial<Geometry>;
  patch?: Partial<Parts>;
}

/** A file on a disk of its own, and the positions at which buffered writes and fallbacks began. */
export function prepared(setup: FileSetup = {}): { file: PreparedReference; fd: number; performed: number[] } {
  const { content = new Uint8Array(16384).fill(1) } = setup;
  const size = content.length;
  const environment: Environment = {
    profile: setup.profile ?? 'linux-4.x',
    caller: { uid: 0, gid: 0, capFsetid: true },
    file: { ...PLAIN_FILE, size, allocated: [{ from: 0, to: size }], ...setup.file },
    clock: () => 1,
    trace: () => undefined,
  };
  const performed: number[] = [];
  const genericPerformWrite: Parts['genericPerformWrite'] = (kiocb, from, pos) => {
    performed.push(pos);
    return PARTS.genericPerformWrite(kiocb, from, pos);
  };
  const geometry = { sectorSize: 512, sectors: 128, provisioned: 0, ...setup.geometry } as const;
  const file = prepare(content, environment, geometry, { ...PARTS, genericPerformWrite, ...setup.patch });
  return { file, fd: file.open(setup.flags ?? ['O_RDWR']) as number, performed };
}

/** Segments of the given lengths, filled with `byte`. */
export const bytes = (byte: number, ...lengths: number[]): IoSegment[] =>
  lengths.map((length) => ({ length, bytes: new Uint8Array(length).fill(byte) }));

/** A segment of which only the first `readable` bytes can be read. */
export const bad = (byte: number, length: number, readable = 0): IoSegment => ({
  length,
  bytes: new Uint8Array(readable).fill(byte),
});

/** Runs of equal bytes, as `[byte, count]`; an errno as it is. */
export function runs(content: Uint8Array | Errno): [number, number][] | Errno {
  if (typeof content === 'string') return content;
  const found: [number, number][] = [];
  for (const byte of content) {
    const last = found.at(-1);
    if (last?.[0] === byte) last[1]++;
    else found.push([byte, 1]);
  }
  return found;
}

/** The events of one function without its enter and return, as `at=ret`. */
export const eventsOf = (steps: readonly KernelStep[], fn: KernelStep['fn']): string[] =>
  steps
    .filter((step) => step.fn === fn && step.at !== 'enter' && step.at !== 'return')
    .map((step) => ('ret' in step ? `${step.at}=${step.ret}` : step.at));

/** Throws unless the frames nest and each step has exactly the fields that the contract names. */
export function assertNesting(steps: readonly KernelStep[]): void {
  const open: string[] = [];
  for (const step of steps) {
    const { fn, at, ...fields } = step;
    const expected = fieldsOf(fn, at);
    const names = Object.keys(fields);
    if (names.length !== expected?.length || !expected.every((name) => name in fields))
      throw new Error(`${fn}.${at} has the fields ${names.join()}; expected ${String(expected)}`);
    for (const name of names)
      if (typeof fields[name] === 'number' && !Number.isSafeInteger(fields[name]))
        throw new Error(`${fn}.${at}.${name} is ${fields[name]}`);
    if (at === 'enter') open.push(fn);
    else if (open.at(-1) !== fn) throw new Error(`${fn}.${at} inside ${String(open.at(-1))}`);
    if (at === 'return') open.pop();
  }
  if (open.length > 0) throw new Error(`${open.join()} did not return`);
}
