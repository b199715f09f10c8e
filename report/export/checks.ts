import {
  isWrite,
  offered,
  toSigned,
  type Call,
  type CallObservation,
  type Counterexample,
  type Difference,
  type Observable,
} from '../../contract/index.js';
import { keepsTimes, modesIn, numbersIn, returnDifference, signalIn } from './allowed-values.js';
import { boundsAt, span, type Bounds, type Check, type Meaning, type Place, type Span } from './expectation.js';
import { allowedPlaces, observedPlaces, type Starts } from './places.js';
import { movesOffset, writable, type Standing } from './standing.js';

/** What is known around a call that is exported. */
export interface Surroundings {
  readonly found: Counterexample;
  readonly standing: Standing;
  readonly starts: Starts;
  /** The descriptor through which the call is observed is open. */
  readonly observed: boolean;
}

/** An earlier call went as it was observed, or there is nothing to compare with. */
export function earlierChecks(call: Call, seen: CallObservation, around: Surroundings): Check[] {
  const { starts, observed } = around;
  return [
    { of: 'return', meaning: 'differs', spans: [span(toSigned(seen.ret))] },
    ...signalCheck(call, seen.signal !== null, 'differs'),
    ...(observed ? exactBounds('offset', seen.offset) : []),
    ...(observed ? exactBounds('size', seen.size) : []),
    ...contentCheck(call, 'differs', () => observedPlaces(seen, starts)),
  ];
}

/** The deviating call: what its differences allow. What did not differ is not asked, but for the return. */
export function deviatingChecks(call: Call, seen: CallObservation, around: Surroundings): Check[] {
  const { differences } = around.found.deviation;
  const wrongReturn = returnDifference(around.found.deviation, seen);
  const raised = differences.map(signalIn).find((one) => one !== undefined);
  const returns: Check = wrongReturn
    ? { of: 'return', meaning: 'deviates', spans: allowedReturns(call, numbersIn(wrongReturn) ?? []) }
    : { of: 'return', meaning: 'differs', spans: fittingReturns(call, seen, around) };
  return [
    returns,
    ...(raised === undefined ? [] : signalCheck(call, raised, 'deviates')),
    ...boundsChecks('offset', call, seen, around, wrongReturn !== undefined),
    ...boundsChecks('size', call, seen, around, wrongReturn !== undefined),
    ...differences.flatMap((difference) => otherChecks(call, difference, around, wrongReturn !== undefined)),
  ];
}

/** Any count above 0 up to the largest is allowed to writes and reads: a short one is no deviation. */
function allowedReturns(call: Call, values: readonly number[]): Span[] {
  const counts = isWrite(call) || call.call === 'read' || call.call === 'pread';
  const largest = Math.max(...values);
  const errors = values.filter((value) => value <= 0).map((value) => span(value));
  if (!counts) return values.map((value) => span(value));
  return largest > 0 ? [span(1, largest), ...errors] : errors;
}

function fittingReturns(call: Call, seen: CallObservation, { found, standing }: Surroundings): Span[] {
  const ret = toSigned(seen.ret);
  if (!isWrite(call) || ret <= 0) return [span(ret)];
  return [span(1, Math.max(ret, writable(call, standing.start, found.scenario)))];
}

/** What the model says of offset and size depends on the count, which may be another one here. */
function boundsChecks(
  of: 'offset' | 'size',
  call: Call,
  seen: CallObservation,
  around: Surroundings,
  wrongReturn: boolean,
): Check[] {
  const difference = around.found.deviation.differences.find((one) => one.observable === of && numbersIn(one));
  if (!around.observed || !difference) return [];
  const allowed = numbersIn(difference) ?? [];
  const relation = relationOf(of, call, difference, around, wrongReturn);
  const absolute = { of, before: Math.min(...allowed), start: null, reach: Math.max(...allowed) };
  if (relation && boundsAt(relation, toSigned(seen.ret)).low === absolute.before)
    return [{ ...relation, meaning: 'deviates' }];
  // What is allowed after the return that was observed, and that one is wrong.
  return wrongReturn ? [] : [{ ...absolute, meaning: 'deviates' }];
}

/** How a write or a read leaves offset or size, by its count; undefined for other calls. */
function relationOf(
  of: 'offset' | 'size',
  call: Call,
  difference: Difference,
  { standing, found }: Surroundings,
  wrongReturn: boolean,
): Omit<Bounds, 'meaning'> | undefined {
  const { offset, size, start } = standing;
  const several = difference.allowed.length > 1;
  if (!isWrite(call))
    return of === 'offset' && 'length' in call ? { of, ...reading(call, offset), reach: 0 } : undefined;
  if (of === 'offset') {
    const moves = movesOffset(call);
    return { of, before: offset, start: moves ? start : null, reach: moves && several ? start + offered(call) : 0 };
  }
  // A direct write that fails may have stored what it does not count; whether this one may, its wrong return hides.
  const unknown = several || (wrongReturn && standing.flags.has('O_DIRECT'));
  return { of, before: size, start, reach: unknown ? start + writable(call, start, found.scenario) : 0 };
}

const reading = (call: Call, offset: number): { before: number; start: number | null } => ({
  before: offset,
  start: movesOffset(call) ? offset : null,
});

const exactBounds = (of: 'offset' | 'size', value: number | undefined): Check[] =>
  value === undefined ? [] : [{ of, meaning: 'differs', before: value, start: null, reach: value }];

/** Mode, times and content: as listed. */
function otherChecks(
  call: Call,
  difference: Difference,
  { found, standing, starts }: Surroundings,
  wrongReturn: boolean,
): Check[] {
  const byObservable: Partial<Record<Observable, () => Check[]>> = {
    metadata: () => {
      const modes = modesIn(difference);
      // Which bits go depends on how far the call came.
      if (modes)
        return wrongReturn ? [] : [{ of: 'mode', meaning: 'deviates', spans: modes.map((mode) => span(mode)) }];
      return keepsTimes(difference) ? [{ of: 'times', meaning: 'deviates' }] : [];
    },
    content: () => contentCheck(call, 'deviates', () => allowedPlaces(found, difference, standing, starts)),
  };
  return byObservable[difference.observable]?.() ?? [];
}

function contentCheck(call: Call, meaning: Meaning, placesOf: () => readonly Place[]): Check[] {
  if (call.call !== 'read' && call.call !== 'pread') return [];
  const places = placesOf();
  return places.length > 0 ? [{ of: 'content', meaning, places }] : [];
}

/** Only writes and truncations run into a limit. */
const signalCheck = (call: Call, raised: boolean, meaning: Meaning): Check[] =>
  isWrite(call) || call.call === 'ftruncate' ? [{ of: 'signal', meaning, raised }] : [];
