import {
  type Call,
  type CallObservation,
  type CallName,
  type Fault,
  type FileSpec,
  type Scenario,
  type Segment,
} from '../contract/index.js';
import { ordinal } from './wording.js';

type Spelling = { [K in CallName]: (call: Extract<Call, { call: K }>, index: number) => string };

const one = (call: { segments: readonly Segment[] }, index: number): string =>
  `source${index}${unreadable(call.segments[0])}, ${call.segments[0].length}`;

const many = (call: { segments: readonly Segment[] }, index: number): string =>
  `source${index}{${call.segments.map((s) => `${s.length}${unreadable(s)}`).join(', ')}}, ${call.segments.length}`;

const unreadable = (s: Segment): string => (s.readable < s.length ? ` /* ${s.readable} readable */` : '');

const SPELLING: Spelling = {
  open: (c) => `fd${c.fd} = open("file", ${c.flags.join(' | ') || '0'})`,
  write: (c, i) => `write(fd${c.fd}, ${one(c, i)})`,
  pwrite: (c, i) => `pwrite(fd${c.fd}, ${one(c, i)}, ${c.position})`,
  writev: (c, i) => `writev(fd${c.fd}, ${many(c, i)})`,
  pwritev: (c, i) => `pwritev(fd${c.fd}, ${many(c, i)}, ${c.position})`,
  read: (c) => `read(fd${c.fd}, buffer, ${c.length})`,
  pread: (c) => `pread(fd${c.fd}, buffer, ${c.length}, ${c.position})`,
  lseek: (c) => `lseek(fd${c.fd}, ${c.offset}, ${c.whence})`,
  fstat: (c) => `fstat(fd${c.fd}, &stat)`,
  ftruncate: (c) => `ftruncate(fd${c.fd}, ${c.length})`,
  fsync: (c) => `fsync(fd${c.fd})`,
  fdatasync: (c) => `fdatasync(fd${c.fd})`,
  dup: (c) => `fd${c.as} = dup(fd${c.fd})`,
  close: (c) => `close(fd${c.fd})`,
  writeback: () => '/* writeback of all dirty pages */',
  dropCaches: () => '/* clean pages are dropped */',
  powerCut: () => '/* power cut, mounted again */',
};

/** One call in C. Byte i of `sourceK` is what call K offers. */
export const callText = (call: Call, index: number): string =>
  (SPELLING[call.call] as (call: Call, index: number) => string)(call, index);

/** What a call returned, with the signal that it raised; empty when it was not observed, or did not return. */
export const retText = (seen: CallObservation | undefined): string =>
  seen && seen.returned !== false ? [seen.ret, seen.signal].filter((part) => part !== null).join(' ') : '';

/** The file and the caller in words; what is ordinary is left out. */
export function fileText({ file, caller, disk, level }: Scenario): string {
  const mode = `0${(file.mode & 0o7777).toString(8).padStart(3, '0')}`;
  return [
    `${file.kind === 'block' ? 'a block device' : 'a file'} of ${file.size} bytes${holes(file)}`,
    `mode ${mode}`,
    file.capability && 'with security.capability',
    file.dax && 'DAX',
    !file.mountWritable && 'on a mount that is not writable',
    file.rlimitFsize !== null && `RLIMIT_FSIZE ${file.rlimitFsize}`,
    level !== 'iter' && `${disk.sectorSize}-byte sectors, ${disk.provisioned} of ${disk.sectors} to allocate`,
    `caller ${caller.capFsetid ? 'with' : 'without'} CAP_FSETID`,
  ]
    .filter(Boolean)
    .join(', ');
}

function holes(file: FileSpec): string {
  const [first] = file.allocated;
  if (file.size === 0 || (first && file.allocated.length === 1 && first.from === 0 && first.to >= file.size)) return '';
  if (!first) return ', all of it a hole';
  return `, stored only [${file.allocated.map((r) => `${r.from}, ${r.to}`).join('), [')})`;
}

/** What a fault does: `short (sectors 1)`. */
export function faultKindText({ kind, args }: Fault): string {
  const values = Object.entries(args).map(([name, value]) => `${name} ${value}`);
  return values.length > 0 ? `${kind} (${values.join(', ')})` : kind;
}

/** A planned fault in words. */
export function faultText(fault: Fault): string {
  return [
    `${faultKindText(fault)} on ${fault.on === 'target' ? 'the target' : fault.on}`,
    fault.where && `sectors [${fault.where.from}, ${fault.where.to})`,
    fault.on === 'target' ? `before the ${ordinal(fault.nth)} write` : `the ${ordinal(fault.nth)} time`,
    fault.sticky && 'and from then on',
  ]
    .filter(Boolean)
    .join(', ');
}
