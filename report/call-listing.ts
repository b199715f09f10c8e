import {
  type Call,
  type CallObservation,
  type CallName,
  type Fault,
  type FileSpec,
  type Outcome,
  type Scenario,
  type Segment,
} from '../contract/index.js';
import { ordinal } from './wording.js';

/** A scenario as the C calls that a reader would write; `index` is the call's number, or null for its callees. */
export interface ListedCall {
  readonly index: number | null;
  readonly text: string;
  /** What the call returned, when it was observed. */
  readonly ret: string;
}

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

/** All calls with what they returned; under a scripted write the callees it called, else those of its script. */
export function listCalls(scenario: Scenario, observed: readonly CallObservation[]): ListedCall[] {
  const byIndex = new Map(observed.map((o) => [o.index, o]));
  return scenario.calls.flatMap((call, index) => {
    const seen = byIndex.get(index);
    const ret = seen ? String(seen.ret) + (seen.signal ? ` ${seen.signal}` : '') : '';
    return [{ index, text: callText(call, index), ret }, ...calleesOf(call, seen)];
  });
}

function calleesOf(call: Call, seen: CallObservation | undefined): ListedCall[] {
  if (!('script' in call) || !call.script) return [];
  const script = call.script;
  const called =
    seen?.callees ?? (Object.keys(script) as (keyof typeof script)[]).map((callee) => ({ callee, args: [] }));
  return called.map(({ callee, args }) => {
    const outcome = script[callee];
    return { index: null, text: `${callee}(${args.join(', ')})`, ret: outcome ? outcomeText(outcome) : '' };
  });
}

function outcomeText(outcome: Outcome): string {
  const effects = [
    outcome.iovAdvance > 0 && `iov +${outcome.iovAdvance}`,
    outcome.kiPosAdvance > 0 && `ki_pos +${outcome.kiPosAdvance}`,
    outcome.sizeAfter !== null && `i_size = ${outcome.sizeAfter}`,
  ].filter(Boolean);
  return effects.length > 0 ? `${outcome.ret} (${effects.join(', ')})` : String(outcome.ret);
}

/** The file and the caller in words; what is ordinary is left out. */
export function fileText({ file, caller, disk, level }: Scenario): string {
  const mode = (file.mode & 0o7777).toString(8).padStart(4, '0');
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

/** A planned fault in words. */
export function faultText(fault: Fault): string {
  const args = Object.entries(fault.args).map(([name, value]) => `${name} ${value}`);
  return [
    `${fault.kind}${args.length > 0 ? ` (${args.join(', ')})` : ''} on ${fault.on === 'target' ? 'the target' : fault.on}`,
    fault.where && `sectors [${fault.where.from}, ${fault.where.to})`,
    fault.on === 'target' ? `before the ${ordinal(fault.nth)} write` : `the ${ordinal(fault.nth)} time`,
    fault.sticky && 'and from then on',
  ]
    .filter(Boolean)
    .join(', ');
}
