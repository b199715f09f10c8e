import {
  isErrno,
  isWrite,
  type Call,
  type CallName,
  type CallObservation,
  type Counterexample,
  type Segment,
} from '../../contract/index.js';
import { callText, faultText, fileText } from '../call-listing.js';
import { calleeSteps } from '../explain/callee-steps.js';
import { diskSteps } from '../explain/disk-steps.js';
import type { Step } from '../explain/explanation.js';
import { kernelSteps } from '../explain/kernel-steps.js';
import { sourceText } from '../explain/allowed-content.js';
import { differenceLines, headLines, inComment } from './comment.js';
import { ERRNO_TEXT } from './errno-text.js';

/**
 * The calls with their results as they were observed, as `strace -s 0` would show them, up to the deviating one. What
 * strace can't show stands in comments: the steps within a call, the state after it, what was allowed.
 */
export function straceText(found: Counterexample): string {
  const { scenario, observation, deviation } = found;
  const numbers = new Numbers();
  const seen = new Map(observation.calls.map((one) => [one.index, one]));
  const { rlimitFsize } = scenario.file;
  const lines = [
    ...headLines(found).map(comment),
    comment(inComment(fileText(scenario))),
    ...scenario.faults.map((fault) => comment(`fault: ${inComment(faultText(fault))}`)),
    ...(rlimitFsize === null
      ? []
      : [`prlimit64(0, RLIMIT_FSIZE, {rlim_cur=${rlimitFsize}, rlim_max=RLIM64_INFINITY}, NULL) = 0`]),
    ...scenario.calls
      .slice(0, deviation.call + 1)
      .flatMap((call, index) => [
        ...lineOf(call, index, seen.get(index), numbers),
        ...(index === deviation.call
          ? differenceLines(found).map((line) => comment(inComment(`deviates: ${line}`)))
          : []),
      ]),
  ];
  return `${lines.join('\n')}\n`;
}

const comment = (text: string): string => `/* ${text} */`;

/** The numbers that a process gets for its descriptors: always the lowest that is free. */
class Numbers {
  private readonly slots = new Map<number, number>();

  of(slot: number): number {
    return this.slots.get(slot) ?? -1;
  }

  bind(slot: number): number {
    const used = new Set(this.slots.values());
    let number = 3;
    while (used.has(number)) number++;
    this.slots.set(slot, number);
    return number;
  }

  free(slot: number): void {
    this.slots.delete(slot);
  }
}

const buffer = ({ length, readable }: Segment): string =>
  readable < length ? `""... /* only ${readable} readable */` : '""...';

const vector = (segments: readonly Segment[]): string =>
  `[${segments.map((s) => `{iov_base=${buffer(s)}, iov_len=${s.length}}`).join(', ')}], ${segments.length}`;

const one = ([segment]: readonly Segment[]): string => `${buffer(segment)}, ${segment.length}`;

type Spelling = {
  [K in CallName]: (call: Extract<Call, { call: K }>, fd: number, seen: CallObservation | undefined) => string | null;
};

/** Null for what is no system call. */
const SPELLING: Spelling = {
  open: ({ flags }) => `openat(AT_FDCWD, "file", ${flags.join('|') || 'O_RDONLY'})`,
  write: ({ segments }, fd) => `write(${fd}, ${one(segments)})`,
  pwrite: ({ segments, position }, fd) => `pwrite64(${fd}, ${one(segments)}, ${position})`,
  writev: ({ segments }, fd) => `writev(${fd}, ${vector(segments)})`,
  pwritev: ({ segments, position }, fd) => `pwritev(${fd}, ${vector(segments)}, ${position})`,
  read: ({ length }, fd) => `read(${fd}, ""..., ${length})`,
  pread: ({ length, position }, fd) => `pread64(${fd}, ""..., ${length}, ${position})`,
  lseek: ({ offset, whence }, fd) => `lseek(${fd}, ${offset}, ${whence})`,
  fstat: (_, fd, seen) => `fstat(${fd}, ${statText(seen)})`,
  ftruncate: ({ length }, fd) => `ftruncate(${fd}, ${length})`,
  fsync: (_, fd) => `fsync(${fd})`,
  fdatasync: (_, fd) => `fdatasync(${fd})`,
  dup: (_, fd) => `dup(${fd})`,
  close: (_, fd) => `close(${fd})`,
  writeback: () => null,
  dropCaches: () => null,
  powerCut: () => null,
};

function statText(seen: CallObservation | undefined): string {
  const mode = seen?.mode === undefined ? '' : `st_mode=S_IFREG|0${seen.mode.toString(8)}, `;
  return seen?.size === undefined ? '0x1' : `{${mode}st_size=${seen.size}, ...}`;
}

function lineOf(call: Call, index: number, seen: CallObservation | undefined, numbers: Numbers): string[] {
  const fd = 'fd' in call ? numbers.of(call.fd) : -1;
  const text = (SPELLING[call.call] as (call: Call, fd: number, seen?: CallObservation) => string | null)(
    call,
    fd,
    seen,
  );
  const bound = call.call === 'open' ? call.fd : call.call === 'dup' ? call.as : undefined;
  // At `iter` level only writes are observed: the rest is the suite's own.
  const ret = seen?.ret ?? (call.call === 'lseek' ? call.offset : 0);
  const number = bound !== undefined && !isErrno(ret) ? numbers.bind(bound) : undefined;
  if (call.call === 'close') numbers.free(call.fd);
  return [
    text === null ? callText(call, index) : `${text} = ${resultText(number ?? ret)}`,
    ...(seen?.signal ? ['--- SIGXFSZ {si_signo=SIGXFSZ, si_code=SI_KERNEL} ---'] : []),
    ...(seen ? notes(call, seen) : []),
  ];
}

const resultText = (ret: CallObservation['ret']): string =>
  isErrno(ret) ? `-1 ${ret} (${ERRNO_TEXT[ret]})` : String(ret);

function notes(call: Call, seen: CallObservation): string[] {
  const scripted = isWrite(call) && call.script ? calleeSteps(call.script, seen, NO_DEVIATION) : [];
  const steps = [...scripted, ...kernelSteps(seen.steps ?? [], [], null, false), ...diskSteps(seen.disk ?? [])];
  const content = (seen.content ?? []).map(({ from, to, source }) => `[${from}, ${to}): ${sourceText(source)}`);
  const state = [
    seen.offset !== undefined && `offset ${seen.offset}`,
    seen.size !== undefined && `size ${seen.size}`,
    seen.mode !== undefined && `mode 0${seen.mode.toString(8)}`,
  ].filter((text) => text !== false);
  return [...steps.map(stepText), ...content, ...(state.length > 0 ? [state.join(', ')] : [])].map(
    (text) => `  ${comment(inComment(text))}`,
  );
}

/** Departures are told once, at the end. */
const NO_DEVIATION = { rule: '', call: 0, leaves: [], differences: [], struck: [], path: [] };

const stepText = ({ depth, text, ret, note }: Omit<Step, 'leftOut'>): string =>
  `${'  '.repeat(depth)}${text}${ret === '' ? '' : ` = ${ret}`}${note === '' ? '' : `  ${note}`}`;
