import { fromSigned, isWrite, type CallName, type Counterexample } from '../../contract/index.js';
import { C_PARTS } from './c-parts.js';
import { C_PROGRAM } from './c-program.js';
import { callComment, headLines } from './comment.js';
import type { Bounds, Check, Origin, Place } from './expectation.js';
import { partsUsedBy } from './parts.js';
import { planOf, type PlainCall, type PlannedCall } from './plan.js';
import { filled } from './template.js';
import { spansText } from './words.js';

const SET_ID = 0o6000;

/** A C11 program that makes the calls of a `disk` or `file` level counterexample and checks them. */
export function cText(found: Counterexample): string {
  const { scenario } = found;
  const { file, caller, seed } = scenario;
  const plan = planOf(found);
  const limited = file.rlimitFsize !== null;
  const setId = (file.mode & SET_ID) !== 0;
  const body = plan.map((planned) => callBlock(planned, limited)).join('\n');
  const content = file.allocated
    .filter(({ from }) => from < file.size)
    .map(({ from, to }) => `  store(number, INITIAL, ${from}, ${Math.min(to, file.size)});`)
    .join('\n');
  const uses = [body, content, 'cannot', limited ? 'restore_limit' : '', setId ? 'have_fsetid stat_of' : ''].join('\n');
  const parts = partsUsedBy(C_PARTS, uses).map(({ text }) => text);
  return filled(C_PROGRAM, {
    head: headLines(found),
    seed,
    names: plan.map(({ call }) => `"${call.call}"`).join(', '),
    parts: parts.join('\n\n').replace('@RESTORE@', limited ? '  restore_limit();\n' : ''),
    content,
    size: file.size,
    mode: octal(file.mode),
    setId,
    fsetid: caller.capFsetid ? 1 : 0,
    limit: file.rlimitFsize,
    body,
    last: found.deviation.call,
  });
}

const octal = (mode: number): string => `0${mode.toString(8)}`;

/** One call with its checks. */
function callBlock(planned: PlannedCall, limited: boolean): string {
  const { index, call, checks } = planned;
  const keepsTimes = checks.some(({ of }) => of === 'times');
  const slot = observedSlot(call);
  const statements = [
    ...(keepsTimes ? ['settle();', `struct stat before = stat_of(${slot});`] : []),
    ...statementsOf(call, index),
    ...checks.flatMap((check) => checkStatements(check, planned, slot, limited)),
  ];
  const lines = statements.map((statement) => `    ${statement}`);
  return [`  /* ${callComment(call, index)} */`, '  {', ...lines, '  }', ''].join('\n');
}

const observedSlot = (call: PlainCall): string => `fd[${call.call === 'dup' ? call.as : call.fd}]`;

/** `ret` is what the call returned, an open descriptor as 0; `opened` and `bytes` are its own. */
type Statements = {
  [K in Exclude<CallName, 'writeback' | 'dropCaches' | 'powerCut'>]: (
    call: Extract<PlainCall, { call: K }>,
  ) => string[];
};

const bound = (slot: number, call: string): string[] => [
  `int number = ${call};`,
  'ret = result(number < 0 ? -1 : 0);',
  'if (number >= 0)',
  `  fd[${slot}] = number;`,
];

const STATEMENTS: Statements = {
  open: ({ fd, flags }) => bound(fd, `open(path, ${flags.join(' | ') || '0'})`),
  write: ({ fd }) => [`ret = result(write(fd[${fd}], v[0].iov_base, v[0].iov_len));`],
  pwrite: ({ fd, position }) => [`ret = result(pwrite(fd[${fd}], v[0].iov_base, v[0].iov_len, ${position}));`],
  writev: ({ fd, segments }) => [`ret = result(writev(fd[${fd}], v, ${segments.length}));`],
  pwritev: ({ fd, segments, position }) => [`ret = result(pwritev(fd[${fd}], v, ${segments.length}, ${position}));`],
  read: ({ fd, length }) => [
    `unsigned char *bytes = room(${length});`,
    `ret = result(read(fd[${fd}], bytes, ${length}));`,
  ],
  pread: ({ fd, length, position }) => [
    `unsigned char *bytes = room(${length});`,
    `ret = result(pread(fd[${fd}], bytes, ${length}, ${position}));`,
  ],
  lseek: ({ fd, offset, whence }) => [`ret = result(lseek(fd[${fd}], ${offset}, ${whence}));`],
  fstat: ({ fd }) => ['struct stat stat;', `ret = result(fstat(fd[${fd}], &stat));`],
  ftruncate: ({ fd, length }) => [`ret = result(ftruncate(fd[${fd}], ${length}));`],
  fsync: ({ fd }) => [`ret = result(fsync(fd[${fd}]));`],
  fdatasync: ({ fd }) => [`ret = result(fdatasync(fd[${fd}]));`],
  dup: ({ fd, as }) => bound(as, `dup(fd[${fd}])`),
  close: ({ fd }) => [`ret = result(close(fd[${fd}]));`, `fd[${fd}] = -1;`],
};

function statementsOf(call: PlainCall, index: number): string[] {
  const statements = (STATEMENTS[call.call] as (call: PlainCall) => string[])(call);
  if (call.call === 'read' || call.call === 'pread') return statements;
  if (!isWrite(call)) return statements;
  let from = 0;
  const segments = call.segments.map(({ length, readable }) => {
    const text = `segment(${index}, ${from}, ${length}, ${readable})`;
    from += length;
    return text;
  });
  return [`struct iovec v[] = {${segments.join(', ')}};`, ...statements];
}

function checkStatements(check: Check, planned: PlannedCall, slot: string, limited: boolean): string[] {
  const meaning = check.meaning === 'deviates' ? 'DEVIATES' : 'DIFFERS';
  const { index, standing } = planned;
  const head = `${meaning}, ${index}`;
  switch (check.of) {
    case 'return':
    case 'mode': {
      const mode = check.of === 'mode';
      const got = mode ? `stat_of(${slot}).st_mode & 07777` : 'ret';
      const spans = check.spans.map(({ low, high }) => `{${value(low, mode)}, ${value(high, mode)}}`);
      return [`one_of(${head}, "${check.of}", ${got}, "${spansText(check.spans, mode)}", SPANS(${spans.join(', ')}));`];
    }
    case 'offset':
    case 'size': {
      const got = check.of === 'offset' ? `offset_of(${slot})` : `stat_of(${slot}).st_size`;
      return [`between(${head}, "${check.of}", ${got}, ${boundsText(check)});`];
    }
    case 'signal':
      return limited ? [`raised(${head}, ${check.raised ? 1 : 0});`] : [];
    case 'times':
      return [`unmoved(${head}, before, stat_of(${slot}));`];
    case 'content':
      return check.places.map((place) => placeStatement(head, place, standing.start));
  }
}

/** An errno by its name. */
function value(number: number, mode: boolean): string {
  if (mode) return octal(number);
  return number < 0 ? `-${fromSigned(number)}` : String(number);
}

/** The low and the high bound as expressions over `ret`. */
function boundsText({ of, before, start, reach }: Bounds): string {
  if (start === null) return `${before}, ${Math.max(before, reach)}`;
  const follows = `ret > 0 ? ${start} + ret : ${before}`;
  if (of === 'offset')
    return `${follows}, ${reach > 0 ? `ret > 0 ? larger(${start} + ret, ${reach}) : ${before}` : follows}`;
  const low = `larger(${before}, ${follows})`;
  return `${low}, ${reach > 0 ? `larger(${reach}, ${low})` : low}`;
}

function placeStatement(head: string, { from, to, whole, origins }: Place, position: number): string {
  const call = whole ? 'all_from' : 'each_from';
  return `${call}(${head}, bytes, ${position}, ret, ${from}, ${to}, ORIGINS(${origins.map(originText).join(', ')}));`;
}

function originText({ source, start }: Origin): string {
  const name = source === 'initial' ? 'INITIAL' : source === 'hole' ? 'ZEROS' : String(source);
  return `{${name}, ${start}}`;
}
