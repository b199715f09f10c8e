import { isWrite, type Call, type Fault, type Scenario } from '../../contract/index.js';
import { oneSmaller } from './one-smaller.js';
import { firstThatShows, type Pass } from './pass.js';

/** Drops calls in chunks, first half of them, at last one by one; the deviating call is the last and stays. */
export const fewerCalls: Pass = function* (start) {
  let best = yield* firstThatShows(start, skeletons(start));
  for (let size = Math.floor(best.calls.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = best.calls.length - 1 - size; at >= 0; at = Math.min(at, best.calls.length) - size)
      best = yield* firstThatShows(
        best,
        withoutCalls(best, (_, i) => i >= at && i < at + size),
      );
  for (const slot of slotsOf(best))
    best = yield* firstThatShows(
      best,
      withoutCalls(best, (call) => 'fd' in call && call.fd === slot),
    );
};

/** Whatever is one smaller and still shows the cause. */
export const oneLess: Pass = function* (start) {
  let best = start;
  for (let before = undefined as Scenario | undefined; before !== best;) {
    before = best;
    best = yield* firstThatShows(best, oneSmaller(best));
  }
};

/** The deviating call with what opens its descriptor, and the last write before it. */
function* skeletons(s: Scenario): Generator<Scenario> {
  const last = s.calls.at(-1);
  if (!last) return;
  const opens = (call: Call, fd: number): boolean =>
    (call.call === 'open' && call.fd === fd) || (call.call === 'dup' && call.as === fd);
  const needed = (call: Call): boolean => !('fd' in last) || opens(call, last.fd);
  yield* withoutCalls(s, (call) => !needed(call));
  const write = s.calls.slice(0, -1).findLast(isWrite);
  if (write) yield* withoutCalls(s, (call) => call !== write && !needed(call) && !opens(call, write.fd));
}

const slotsOf = ({ calls }: Scenario): number[] => [
  ...new Set(calls.slice(0, -1).flatMap((call) => ('fd' in call ? [call.fd] : []))),
];

/** The calls without some, never without the last; faults may then strike earlier. */
function* withoutCalls(s: Scenario, isDropped: (call: Call, index: number) => boolean): Generator<Scenario> {
  const last = s.calls.length - 1;
  const dropped = new Set(s.calls.filter((call, i) => i !== last && isDropped(call, i)));
  if (dropped.size === 0) return;
  const calls = s.calls.filter((call) => !dropped.has(call));
  yield { ...s, calls };
  if (s.faults.some(({ nth }) => nth > 1)) {
    const earlier = (fault: Fault): Fault => ({ ...fault, nth: Math.max(1, fault.nth - writesIn(dropped)) });
    yield { ...s, calls, faults: s.faults.map(earlier) };
    yield { ...s, calls, faults: s.faults.map((fault) => ({ ...fault, nth: 1 })) };
  }
}

const writesIn = (calls: ReadonlySet<Call>): number => [...calls].filter(isWrite).length;
