import type { Call, OpenFlag, Scenario } from '../../contract/index.js';
import { firstThatShows, type Pass } from './pass.js';

/** One descriptor does the work of another; they are numbered from 0 in the order in which they are opened. */
export const fewerDescriptors: Pass = function* (start) {
  let best = start;
  for (let i = best.calls.length - 1; i >= 0; i--) best = yield* firstThatShows(best, merged(best, i));
  yield renumbered(best);
};

/** The calls on the descriptor that call `i` makes, made on an earlier one instead. */
function* merged(s: Scenario, i: number): Generator<Scenario> {
  const made = madeBy(s.calls.at(i));
  if (made === undefined) return;
  for (const [k, opener] of s.calls.slice(0, i).entries()) {
    const other = madeBy(opener);
    if (other === undefined || other === made) continue;
    const calls = s.calls.map((call, index) => (index > i ? moved(call, made, other) : call)).toSpliced(i, 1);
    yield { ...s, calls };
    if (opener.call === 'open' && accessOf(opener.flags) !== 'O_RDWR')
      yield { ...s, calls: calls.with(k, { ...opener, flags: withAccess(opener.flags, 'O_RDWR') }) };
  }
}

const madeBy = (call: Call | undefined): number | undefined =>
  call?.call === 'open' ? call.fd : call?.call === 'dup' ? call.as : undefined;

const moved = (call: Call, from: number, to: number): Call =>
  'fd' in call && call.call !== 'open' && call.fd === from ? { ...call, fd: to } : call;

const ACCESS: readonly OpenFlag[] = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'];
const accessOf = (flags: readonly OpenFlag[]): OpenFlag | undefined => flags.find((flag) => ACCESS.includes(flag));

/** The flags with another access mode. */
export const withAccess = (flags: readonly OpenFlag[], access: OpenFlag): OpenFlag[] => [
  access,
  ...flags.filter((flag) => !ACCESS.includes(flag)),
];

const MOST_SLOTS = 16;

function renumbered(s: Scenario): Scenario {
  const numbers = new Map<number, number>();
  let next = 0;
  const made = (slot: number): number => {
    numbers.set(slot, next);
    return next++;
  };
  const numberOf = (slot: number): number => numbers.get(slot) ?? made(slot);
  const calls = s.calls.map((call): Call => {
    if (call.call === 'open') return { ...call, fd: made(call.fd) };
    if (call.call === 'dup') return { ...call, fd: numberOf(call.fd), as: made(call.as) };
    return 'fd' in call ? { ...call, fd: numberOf(call.fd) } : call;
  });
  return next > MOST_SLOTS ? s : { ...s, calls };
}
