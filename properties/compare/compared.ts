import type { CallObservation, Observable } from '../../contract/index.js';

/** One thing that two observations of the same call differ in. */
export interface CallDifference {
  /** What it is, more exactly than the observable. */
  readonly what: string;
  readonly observable: Observable;
  readonly a: string;
  readonly b: string;
}

interface Compared {
  readonly what: string;
  readonly observable: Observable;
  /** Undefined when it was not observed; then it is not compared. */
  readonly read: (seen: CallObservation) => string | undefined;
  /** What each era does in its own way: compared only under the same profile. */
  readonly ofEra?: boolean;
}

const text = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);
const moved = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'moved' : 'not moved';

/** What is compared, in the order of what a program notices first. */
const COMPARED: readonly Compared[] = [
  { what: 'return value', observable: 'return', read: ({ ret }) => String(ret) },
  { what: 'signal', observable: 'return', read: ({ signal }) => signal ?? 'none' },
  { what: 'file offset', observable: 'offset', read: ({ offset }) => text(offset) },
  { what: 'size', observable: 'size', read: ({ size }) => text(size) },
  { what: 'content', observable: 'content', read: contentText },
  { what: 'mode', observable: 'metadata', read: ({ mode }) => mode?.toString(8).padStart(4, '0') },
  {
    what: 'security.capability',
    observable: 'metadata',
    read: ({ capability }) => (capability === undefined ? undefined : capability ? 'there' : 'removed'),
  },
  { what: 'mtime', observable: 'metadata', read: ({ mtimeMoved }) => moved(mtimeMoved) },
  { what: 'ctime', observable: 'metadata', read: ({ ctimeMoved }) => moved(ctimeMoved) },
  { what: 'ki_pos', observable: 'offset', read: ({ kiPos }) => text(kiPos) },
  { what: 'rest of the iov', observable: 'iov', read: ({ iovLeft }) => text(iovLeft) },
  { what: 'callees', observable: 'order', read: calleesText },
  { what: 'bdi after the call', observable: 'bdi', read: ({ bdi }) => bdi, ofEra: true },
  { what: 'bdi seen by the callees', observable: 'bdi', read: bdiText, ofEra: true },
  { what: 'lock', observable: 'lock', read: ({ lock }) => lock },
];

function contentText({ content }: CallObservation): string | undefined {
  return content?.map(({ from, to, source }) => `[${from}, ${to}) ${sourceText(source)}`).join(', ');
}

const sourceText = (source: string | number): string =>
  typeof source === 'number' ? `of call ${source}` : source === 'hole' ? 'zeros' : source;

function calleesText({ callees }: CallObservation): string | undefined {
  return callees?.map(({ callee, args }) => `${callee}(${args.join(', ')})`).join(' ');
}

/** One word when all of them saw the same. */
function bdiText({ callees }: CallObservation): string | undefined {
  const slots = new Set(callees?.map(({ bdi }) => bdi));
  return slots.size > 1 ? callees?.map(({ callee, bdi }) => `${callee} ${bdi}`).join(', ') : [...slots].at(0);
}

/** How telling a difference is: 0 is what a program notices first. */
export const rankOf = ({ what }: CallDifference): number => COMPARED.findIndex((compared) => compared.what === what);

/** What the two differ in, the most telling first. `sameEra`: both ran under one profile. */
export function differencesBetween(a: CallObservation, b: CallObservation, sameEra: boolean): CallDifference[] {
  return COMPARED.flatMap(({ what, observable, read, ofEra }) => {
    const [seenA, seenB] = [read(a), read(b)];
    if (seenA === undefined || seenB === undefined || seenA === seenB || (ofEra && !sameEra)) return [];
    return [{ what, observable, a: seenA, b: seenB }];
  });
}
