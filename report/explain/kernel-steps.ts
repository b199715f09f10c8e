import { fieldsOf, isErrno, preview, UNLIMITED } from '../../contract/index.js';
import type { Departure } from './departure.js';
import type { Step } from './explanation.js';

type Bare = Omit<Step, 'leftOut'>;
/** As an observation holds it: from a target, so any field may be missing or odd. */
export type ReportedStep = Readonly<Record<string, unknown>> & { readonly fn: string; readonly at: string };

/** Functions whose steps are shown one by one; others are one line unless something failed in them. */
const UNFOLDED: readonly string[] = [
  'generic_file_write_iter',
  '__generic_file_write_iter',
  'generic_file_direct_write',
  'generic_perform_write',
];

/** Fields that are 0 or 1: named when 1. */
const FLAGS: readonly string[] = [
  'append',
  'sync',
  'blockDevice',
  'direct',
  'capFsetid',
  'regular',
  'inGroup',
  'nosec',
  'signal',
];

/** How the steps are laid out. */
interface Layout {
  readonly unfolded: ReadonlySet<string>;
  /** The step that the model does not allow, and what it allows instead. */
  readonly departs: ReportedStep | undefined;
  readonly allowed: string;
  /** The bdi slot is shown only where it is the matter. */
  readonly showsBdi: boolean;
}

/** No kernel function nests like this; a trace that claims it is shown flat from here on. */
const MOST_DEPTH = 16;

/** One function from its `enter` to its `return`. */
interface Frame {
  readonly enter: ReportedStep;
  readonly inside: (ReportedStep | Frame)[];
  /** The caller's event for it repeats this. */
  end?: ReportedStep;
}

/**
 * The kernel steps that a target reported, nested as they were called: a function is one line with its arguments and
 * what it returned, its steps are indented below. Steps of `functions` are shown even when all went well in them; the
 * one at which the trace departs from the model is marked.
 */
export function kernelSteps(
  reported: readonly ReportedStep[],
  functions: readonly string[],
  departure: Departure | null,
  showsBdi: boolean,
): Bare[] {
  const layout: Layout = {
    unfolded: new Set([...UNFOLDED, ...functions]),
    departs: departure ? reported[departure.index] : undefined,
    allowed: departure ? departure.allowed : '',
    showsBdi,
  };
  return nested(reported).flatMap((item) => lines(item, 0, layout));
}

function nested(reported: readonly ReportedStep[]): (ReportedStep | Frame)[] {
  const outermost: (ReportedStep | Frame)[] = [];
  const open: Frame[] = [];
  for (const step of reported) {
    const top = open.at(-1);
    const siblings = top?.inside ?? outermost;
    if (step.at === 'enter' && open.length < MOST_DEPTH) {
      const frame: Frame = { enter: step, inside: [] };
      siblings.push(frame);
      open.push(frame);
    } else if (step.at === 'return' && top?.enter.fn === step.fn) {
      top.end = step;
      open.pop();
    } else siblings.push(step);
  }
  return outermost;
}

const isFrame = (item: ReportedStep | Frame): item is Frame => 'enter' in item;

function lines(item: ReportedStep | Frame, depth: number, layout: Layout, event?: ReportedStep): Bare[] {
  if (!isFrame(item)) return [marked(stepLine(item, depth, layout), item, layout)];
  const { enter, inside, end } = item;
  const head: Bare = {
    depth,
    text: `${enter.fn}(${valuesText(enter, fieldsOf(enter.fn, 'enter') ?? [])})`,
    ret: end ? valueText('ret', end.ret) : '',
    note: end ? endText(end, event, layout) : 'did not return',
    allowed: '',
    mark: null,
  };
  if (!layout.unfolded.has(enter.fn) && !hasTrouble(item, layout)) return [head];
  const isRepeated = (i: number): boolean =>
    i > 0 && i < inside.length && inside[i] !== layout.departs && repeats(inside[i], inside[i - 1]);
  const body = inside.flatMap((step, i) =>
    isRepeated(i)
      ? []
      : lines(step, depth + 1, layout, isRepeated(i + 1) ? (inside[i + 1] as ReportedStep) : undefined),
  );
  const returns = end && end === layout.departs ? [marked(stepLine(end, depth + 1, layout), end, layout)] : [];
  return [head, ...body, ...returns];
}

const marked = (line: Bare, step: ReportedStep, { departs, allowed }: Layout): Bare =>
  step === departs ? { ...line, mark: 'departs', allowed } : line;

/** Whether something failed in a function, or departs from the model. */
const hasTrouble = ({ inside, end }: Frame, layout: Layout): boolean =>
  end === undefined ||
  end === layout.departs ||
  inside.some((item) => (isFrame(item) ? hasTrouble(item, layout) : isErrno(item.ret) || item === layout.departs));

/** Whether a step is the event with which a caller notes the return of the function that it has just called. */
function repeats(step: ReportedStep | Frame, before: ReportedStep | Frame): boolean {
  if (isFrame(step) || !isFrame(before) || !before.end) return false;
  const { end } = before;
  return outputNames(step).every((field) => end[field] === undefined || field === 'bdi' || end[field] === step[field]);
}

function stepLine(step: ReportedStep, depth: number, layout: Layout): Bare {
  const fields = fieldsOf(step.fn, step.at) ?? [];
  const ret = fields.indexOf('ret');
  const inputs = ret < 0 ? fields : fields.slice(0, ret);
  return {
    depth,
    text: `${step.at}${inputs.length > 0 ? `(${valuesText(step, inputs)})` : ''}`,
    ret: ret < 0 ? '' : valueText('ret', step.ret),
    note: outputs(step, layout),
    allowed: '',
    mark: null,
  };
}

const ADVANCES: Readonly<Record<string, string>> = { iovAdvance: 'iov', kiPosAdvance: 'ki_pos' };
/** What the field tells of, as the kernel spells it. */
const KERNEL_WORDS: Readonly<Record<string, string>> = {
  kiPos: 'ki_pos',
  kiPosAdvance: 'ki_pos',
  iovLeft: 'iov left',
  size: 'i_size',
  sizeAfter: 'i_size',
};

/** The fields from `ret` on: what the step changed. */
function outputNames(step: ReportedStep): readonly string[] {
  const fields = fieldsOf(step.fn, step.at) ?? [];
  return fields.includes('ret') ? fields.slice(fields.indexOf('ret')) : [];
}

/** What the step changed besides what it returned. */
const outputs = (step: ReportedStep, { showsBdi }: Layout): string =>
  valuesText(
    step,
    outputNames(step).filter((field) => field !== 'ret' && (showsBdi || field !== 'bdi')),
  );

/** What a function returned besides its result, and what its caller's event adds. */
function endText(end: ReportedStep, event: ReportedStep | undefined, layout: Layout): string {
  const known = new Set(outputNames(end).map((field) => KERNEL_WORDS[field] ?? field));
  const more = event
    ? outputNames(event).filter((field) => field !== 'bdi' && !known.has(KERNEL_WORDS[field] ?? field))
    : [];
  return [outputs(end, layout), event ? valuesText(event, more) : ''].filter(Boolean).join(', ');
}

function valuesText(step: ReportedStep, fields: readonly string[]): string {
  return fields
    .map((field) => {
      const value = step[field];
      if (FLAGS.includes(field) && (value === 0 || value === 1)) return value === 0 ? '' : field;
      if (field in ADVANCES)
        return value === 0 || value === step.ret ? '' : `${ADVANCES[field]} +${valueText(field, value)}`;
      return `${KERNEL_WORDS[field] ?? field} ${valueText(field, value)}`;
    })
    .filter(Boolean)
    .join(', ');
}

function valueText(field: string, value: unknown): string {
  if (value === UNLIMITED) return 'unlimited';
  if (field === 'bdi') return value === 0 ? 'null' : 'published';
  if (field === 'mode' && typeof value === 'number') return `0${value.toString(8)}`;
  if (value === undefined) return '?';
  return typeof value === 'number' || isErrno(value) ? String(value) : preview(value);
}
