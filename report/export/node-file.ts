import { fromSigned, isWrite, type CallName, type Counterexample, type OpenFlag } from '../../contract/index.js';
import { callComment, headLines } from './comment.js';
import type { Bounds, Check, Place } from './expectation.js';
import { NODE_FILE_SCRIPT } from './node-file-script.js';
import { NODE_PARTS } from './node-parts.js';
import { partsUsedBy } from './parts.js';
import { planOf, type PlainCall, type PlannedCall } from './plan.js';
import { filled } from './template.js';
import { spansText } from './words.js';

/** A script for Node that makes the calls of a `disk` or `file` level counterexample on an `fs`, and checks them. */
export function nodeFileText(found: Counterexample): string {
  const { scenario, deviation } = found;
  const { file, caller, seed } = scenario;
  const plan = planOf(found);
  const body = plan.map(callBlock).join('\n');
  const content = file.allocated
    .filter(({ from }) => from < file.size)
    .map(({ from, to }) => `  content.set(bytes('initial', ${from}, ${Math.min(to, file.size) - from}), ${from});`)
    .join('\n');
  const asksMode = plan.some(({ checks }) => checks.some(({ of }) => of === 'mode'));
  return filled(NODE_FILE_SCRIPT, {
    head: headLines(found),
    seed,
    names: plan.map(({ call }) => `'${call.call}'`).join(', '),
    parts: partsUsedBy(NODE_PARTS, `${body}\n${content}`)
      .map(({ text }) => text)
      .join('\n\n'),
    content,
    size: file.size,
    mode: octal(file.mode),
    fsetid: asksMode ? caller.capFsetid : null,
    body,
    last: deviation.call,
  });
}

const octal = (mode: number): string => `0o${mode.toString(8)}`;

function callBlock(planned: PlannedCall): string {
  const { index, call, checks } = planned;
  const slot = `fd[${'fd' in call ? call.fd : 0}]`;
  const statements = [
    ...(checks.some(({ of }) => of === 'times') ? ['settle();', `const before = timesOf(${slot});`] : []),
    ...statementsOf(call, index),
    ...inOrder(checks).flatMap((check) => checkStatements(check, planned, slot)),
  ];
  const lines = statements.map((statement) => `    ${statement}`);
  return [`  /* ${callComment(call, index)} */`, '  {', ...lines, '  }', ''].join('\n');
}

/** Asking for the offset changes the file: it comes last, and only of the deviating call. */
const inOrder = (checks: readonly Check[]): Check[] => [
  ...checks.filter(({ of }) => of !== 'offset'),
  ...checks.filter(({ of, meaning }) => of === 'offset' && meaning === 'deviates'),
];

/** Calls of which node's fs is capable. */
type NodeCall = Exclude<PlainCall, { call: 'lseek' | 'dup' }>;
type Statements = {
  [K in Exclude<CallName, 'writeback' | 'dropCaches' | 'powerCut' | 'lseek' | 'dup'>]: (
    call: Extract<NodeCall, { call: K }>,
  ) => string[];
};

const attempt = (call: string): string => `ret = attempt(() => ${call});`;

const reading = (fd: number, length: number, position: number | null): string[] => [
  ...(length > 0
    ? [`const room = Buffer.alloc(${length});`, attempt(`fs.readSync(fd[${fd}], room, 0, ${length}, ${position})`)]
    : [
        '// Node answers a read of 0 bytes itself; one byte at the end asks the file, and also reads nothing.',
        'const room = Buffer.alloc(1);',
        attempt(`fs.readSync(fd[${fd}], room, 0, 1, sizeOf(fd[${fd}]))`),
      ]),
  'const read = room.subarray(0, Number(ret) || 0);',
];

const STATEMENTS: Statements = {
  open: ({ fd, flags }) => [
    attempt(`fs.openSync(path, ${flagsText(flags)})`),
    `if (typeof ret === 'number') fd[${fd}] = ret;`,
    "if (typeof ret === 'number') ret = 0;",
  ],
  write: ({ fd }) => [attempt(`fs.writeSync(fd[${fd}], v[0], 0, v[0].length, null)`)],
  pwrite: ({ fd, position }) => [attempt(`fs.writeSync(fd[${fd}], v[0], 0, v[0].length, ${position})`)],
  writev: ({ fd }) => [attempt(`fs.writevSync(fd[${fd}], v)`)],
  pwritev: ({ fd, position }) => [attempt(`fs.writevSync(fd[${fd}], v, ${position})`)],
  read: ({ fd, length }) => reading(fd, length, null),
  pread: ({ fd, length, position }) => reading(fd, length, position),
  fstat: ({ fd }) => [attempt(`(fs.fstatSync(fd[${fd}]), 0)`)],
  ftruncate: ({ fd, length }) => [attempt(`fs.ftruncateSync(fd[${fd}], ${length})`)],
  fsync: ({ fd }) => [attempt(`fs.fsyncSync(fd[${fd}])`)],
  fdatasync: ({ fd }) => [attempt(`fs.fdatasyncSync(fd[${fd}])`)],
  close: ({ fd }) => [attempt(`fs.closeSync(fd[${fd}])`), `fd[${fd}] = NEVER_OPEN;`],
};

const flagsText = (flags: readonly OpenFlag[]): string =>
  flags.length > 0 ? flags.map((flag) => `flag('${flag}')`).join(' | ') : '0';

function statementsOf(call: PlainCall, index: number): string[] {
  const statements = (STATEMENTS[call.call as NodeCall['call']] as (call: PlainCall) => string[])(call);
  if (!isWrite(call)) return statements;
  let from = 0;
  const segments = call.segments.map(({ length }) => {
    const text = `bytes(${index}, ${from}, ${length})`;
    from += length;
    return text;
  });
  return [`const v = [${segments.join(', ')}];`, ...statements];
}

function checkStatements(check: Check, planned: PlannedCall, slot: string): string[] {
  const { index, standing } = planned;
  const head = `${check.meaning === 'deviates' ? 'DEVIATES' : 'DIFFERS'}, ${index}`;
  switch (check.of) {
    case 'return':
    case 'mode': {
      const mode = check.of === 'mode';
      const spans = check.spans.map(({ low, high }) =>
        low < 0 ? `'${fromSigned(low)}'` : mode ? `[${octal(low)}, ${octal(high)}]` : `[${low}, ${high}]`,
      );
      const got = mode ? `modeOf(${slot})` : 'ret';
      return [`oneOf(${head}, '${check.of}', ${got}, '${spansText(check.spans, mode)}', [${spans.join(', ')}]);`];
    }
    case 'size':
      return [`between(${head}, 'size', sizeOf(${slot}), ${boundsText(check)});`];
    case 'offset':
      return [`between(${head}, 'offset', ${offsetText(check, planned, slot)}, ${boundsText(check)});`];
    // Limits can't be set from a script, so that no signal can come.
    case 'signal':
      return [];
    case 'times':
      return [`unmoved(${head}, before, timesOf(${slot}));`];
    case 'content':
      return check.places.map((place) => placeStatement(head, place, standing.start));
  }
}

/** How far beyond what is expected a wrong offset is still found. */
const FAR = 1 << 20;

function offsetText(check: Bounds, { standing, call }: PlannedCall, slot: string): string {
  const onlyWrites = standing.flags.has('O_WRONLY') || (call.call === 'open' && call.flags.includes('O_WRONLY'));
  if (onlyWrites) return `offsetByWriting(${slot})`;
  const most = Math.max(check.before, check.start ?? 0, check.reach, standing.size);
  return `offsetByReading(${slot}, ${most + FAR})`;
}

/** The low and the high bound as expressions over `ret`. */
function boundsText({ of, before, start, reach }: Bounds): string {
  if (start === null) return `${before}, ${Math.max(before, reach)}`;
  const follows = `(ret > 0 ? ${start} + ret : ${before})`;
  if (of === 'size') return `Math.max(${before}, ${follows}), Math.max(${before}, ${reach}, ${follows})`;
  return reach > 0
    ? `${follows}, (ret > 0 ? Math.max(${start} + ret, ${reach}) : ${before})`
    : `${follows}, ${follows}`;
}

function placeStatement(head: string, { from, to, whole, origins }: Place, position: number): string {
  const texts = origins.map(({ source, start }) => `{ source: ${JSON.stringify(source)}, start: ${start} }`);
  return `${whole ? 'allFrom' : 'eachFrom'}(${head}, read, ${position}, ${from}, ${to}, [${texts.join(', ')}]);`;
}
