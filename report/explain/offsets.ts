import type { Call, CallObservation, Counterexample } from '../../contract/index.js';
import { callText } from '../call-listing.js';
import type { OffsetRow } from './explanation.js';
import { keep } from './keep.js';

const MOST_ROWS = 12;

type Bare = Omit<OffsetRow, 'leftOut'>;

/**
 * The offset of the descriptor of the deviating call, call by call, expected against got; empty unless the offset is
 * wrong. Up to the deviating call both are the same: it is the first that differs.
 */
export function offsetRows({ scenario, observation, deviation }: Counterexample): OffsetRow[] {
  const wrong = deviation.differences.find(({ observable }) => observable === 'offset');
  const call = scenario.calls.at(deviation.call);
  if (!wrong || !call || !('fd' in call)) return [];
  const seen = new Map(observation.calls.map((one) => [one.index, one]));
  const shared = descriptionAt(scenario.calls.slice(0, deviation.call), call.fd);
  const earlier = scenario.calls.slice(0, deviation.call).flatMap((other, index): Bare[] => {
    const offset = shared.has(index) ? offsetAfter(other, seen.get(index)) : undefined;
    if (offset === undefined) return [];
    return [{ call: index, text: callText(other, index), expected: [offset], got: offset, deviates: false }];
  });
  const last: Bare = {
    call: deviation.call,
    text: callText(call, deviation.call),
    expected: wrong.allowed.map(plain),
    got: plain(wrong.got),
    deviates: true,
  };
  return keep([...earlier, last], MOST_ROWS, ({ deviates }) => deviates);
}

/** A step trace names the register: `kiPos 512`. */
const plain = (value: string): string => value.replace(/^kiPos /, '');

/** The calls on the open file description that slot `fd` has at the end: dup shares it, and with it the offset. */
function descriptionAt(calls: readonly Call[], fd: number): Set<number> {
  /** Slot -> the call that opened what it refers to. */
  const opened = new Map<number, number>();
  const owner = calls.map((call, index) => {
    if (call.call === 'open') opened.set(call.fd, index);
    if (call.call === 'dup') opened.set(call.as, opened.get(call.fd) ?? index);
    return 'fd' in call ? opened.get(call.fd) : undefined;
  });
  const own = opened.get(fd);
  return new Set([...calls.keys()].filter((index) => own !== undefined && owner[index] === own));
}

/** Observed, or what a call that is not observed at `iter` level says by itself. */
function offsetAfter(call: Call, seen: CallObservation | undefined): string | undefined {
  const observed = seen?.kiPos ?? seen?.offset;
  if (observed !== undefined) return String(observed);
  if (seen) return undefined;
  if (call.call === 'open') return '0';
  return call.call === 'lseek' && call.whence === 'SEEK_SET' ? String(call.offset) : undefined;
}
