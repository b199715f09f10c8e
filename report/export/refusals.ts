import {
  isErrno,
  isWrite,
  offered,
  type Call,
  type Counterexample,
  type InducibleFault,
  type Observable,
} from '../../contract/index.js';
import type { ExportForm } from './form.js';
import { outsideOf } from './outside.js';
import { planOf } from './plan.js';
import { Following } from './standing.js';

/** Why a form can't express a counterexample; the first row that applies is told. */
interface Refusal {
  readonly forms: readonly ExportForm[];
  readonly reason: string;
  readonly applies: (found: Counterexample) => boolean;
}

/** Faults that a target induces itself; null = a plain process meets it by the file or by the calls alone. */
const INDUCED: Readonly<Record<InducibleFault, string | null>> = {
  rlimit: null,
  badSegment: null,
  misaligned: null,
  enospcAfter: 'no system call fills up a disk after so many bytes',
  shortAfter: 'no system call makes the storage transfer less than it is asked to',
  errorAfter: 'no system call makes the storage fail after so many bytes',
  readOnly: 'a mount that is not writable takes more than a directory',
};

const induces = (kind: InducibleFault) => (found: Counterexample) =>
  found.scenario.faults.some((fault) => fault.on === 'target' && fault.kind === kind);

/** What shows a deviation that no system call shows. */
const HIDDEN: Partial<Record<Observable, string>> = {
  iov: 'what is left of the iov is seen by hooks only',
  bdi: 'the bdi slot of the task is seen by hooks only',
  order: 'the order of steps within a call is seen by hooks only',
  lock: 'who holds the lock is seen by hooks only',
  durability: 'what is durable is seen only on the virtual disk',
};

const calls = (found: Counterexample): Call[] => found.scenario.calls.slice(0, found.deviation.call + 1);
const some = (matches: (call: Call) => boolean) => (found: Counterexample) => calls(found).some(matches);
const PROCESS: readonly ExportForm[] = ['c', 'node'];

const REFUSALS: readonly Refusal[] = [
  {
    forms: ['c'],
    reason: 'at iter level the callees are scripted, and a scripted callee is no system call',
    applies: ({ scenario }) => scenario.level === 'iter',
  },
  ...fileRefusals(
    [
      PROCESS,
      'its faults strike the virtual disk, which a plain process does not have',
      ({ scenario }) => scenario.faults.some(({ on }) => on !== 'target'),
    ],
    ...Object.entries(INDUCED).flatMap(([kind, reason]): Row[] =>
      reason === null ? [] : [[PROCESS, `${kind} is induced: ${reason}`, induces(kind as InducibleFault)]],
    ),
    [
      PROCESS,
      'writeback, dropped caches and power cuts need the virtual disk',
      some(({ call }) => call === 'writeback' || call === 'dropCaches' || call === 'powerCut'),
    ],
    [
      PROCESS,
      'the virtual disk is full or failed in it',
      ({ observation }) =>
        observation.calls.some(({ disk }) => disk?.some(({ ret, struck }) => isErrno(ret) || struck !== null)),
    ],
    [PROCESS, 'it needs a block device', ({ scenario }) => scenario.file.kind === 'block'],
    [PROCESS, 'it needs a DAX inode', ({ scenario }) => scenario.file.dax],
    [PROCESS, 'it needs a mount that is not writable', ({ scenario }) => !scenario.file.mountWritable],
    [PROCESS, 'security.capability can be set only with CAP_SETFCAP', ({ scenario }) => scenario.file.capability],
    [PROCESS, "the file's group must not be the caller's, which takes a second user", isOutsideGroup],
    [PROCESS, 'it reaches the end of the virtual disk, and no other storage ends there', reachesEnd],
    [
      ['node'],
      'O_DIRECT needs aligned memory, and where a Buffer lies can not be chosen',
      some((call) => call.call === 'open' && call.flags.includes('O_DIRECT')),
    ],
    [['node'], "node's fs has no lseek", some(({ call }) => call === 'lseek')],
    [['node'], "node's fs has no dup", some(({ call }) => call === 'dup')],
    [
      ['node'],
      'a Buffer can always be read: there are no unreadable segments',
      some((call) => isWrite(call) && call.segments.some((s) => s.readable < s.length)),
    ],
    [['node'], 'a script can not set RLIMIT_FSIZE', ({ scenario }) => scenario.file.rlimitFsize !== null],
    [['node'], 'the offset of an O_WRONLY | O_APPEND descriptor shows nowhere without lseek', hidesOffset],
  ),
];

type Row = readonly [forms: readonly ExportForm[], reason: string, applies: Refusal['applies']];

/** Rows for what is run on files. */
function fileRefusals(...rows: readonly Row[]): Refusal[] {
  return rows.map(([forms, reason, applies]) => ({
    forms,
    reason,
    applies: (found) => found.scenario.level !== 'iter' && applies(found),
  }));
}

/** Why `form` can't express it; null when it can. */
export function refusalOf(form: ExportForm, found: Counterexample): string | null {
  const row = REFUSALS.find(({ forms, applies }) => forms.includes(form) && applies(found));
  if (row) return row.reason;
  if (!PROCESS.includes(form) || found.scenario.level === 'iter') return null;
  const outside = outsideOf(found);
  if (outside && planOf(outside).some(({ checks }) => checks.some(({ meaning }) => meaning === 'deviates')))
    return null;
  const hidden = found.deviation.differences.map(({ observable }) => HIDDEN[observable]).find(Boolean);
  return hidden ?? 'what it shows hangs on a clock, an attribute or a kernel step that only the suite sees';
}

/** Set-group-id without execution goes only for callers outside of the group. */
function isOutsideGroup({ scenario: { file, caller } }: Counterexample): boolean {
  return (file.mode & 0o2010) === 0o2000 && !caller.capFsetid && caller.gid !== file.gid;
}

function reachesEnd({ scenario, observation, deviation }: Counterexample): boolean {
  const following = new Following(scenario);
  const end = scenario.disk.sectors * scenario.disk.sectorSize;
  return scenario.calls.slice(0, deviation.call + 1).some((call, index) => {
    const { start } = following.before(call);
    const seen = observation.calls.find((one) => one.index === index);
    if (seen) following.apply(call, seen);
    return isWrite(call) ? start + offered(call) > end : call.call === 'ftruncate' && call.length > end;
  });
}

function hidesOffset(found: Counterexample): boolean {
  if (!found.deviation.differences.some(({ observable }) => observable === 'offset')) return false;
  const last = planOf(found).at(-1);
  return last !== undefined && last.standing.flags.has('O_WRONLY') && last.standing.flags.has('O_APPEND');
}
