import {
  isErrno,
  type CallObservation,
  type CalleeScript,
  type Deviation,
  type Outcome,
} from '../../contract/index.js';
import type { Step } from './explanation.js';

type Bare = Omit<Step, 'leftOut'>;

/**
 * The callees of a scripted write as it called them, each with what the script let it do, then its return. A scripted
 * failure is the injected fault; where the order departs from the allowed one that is marked.
 */
export function calleeSteps(script: CalleeScript, seen: CallObservation, deviation: Deviation): Bare[] {
  const expected = allowedOrder(deviation);
  const steps = (seen.callees ?? []).map(({ callee, args, bdi }): Bare => {
    const outcome = script[callee];
    const failed = outcome !== undefined && isErrno(outcome.ret);
    const notes = [...effects(outcome), ...(bdi === 'published' ? [] : [`bdi ${bdi}`])];
    return {
      depth: 0,
      text: `${callee}(${args.join(', ')})`,
      ret: outcome ? String(outcome.ret) : '',
      note: [...(failed ? ['the injected failure'] : []), ...notes].join(', '),
      allowed: '',
      mark: failed ? 'fault' : null,
    };
  });
  if (seen.returned === false) return goingRound(steps, deviation);
  const end: Bare = { depth: 0, text: 'return', ret: String(seen.ret), note: stateText(seen), allowed: '', mark: null };
  return departing([...steps, end], expected);
}

/** The one allowed order of callees, when the order is what differs. */
function allowedOrder({ differences }: Deviation): readonly string[] | undefined {
  const order = differences.find(({ observable }) => observable === 'order');
  if (!order) return undefined;
  return order.allowed[0] === 'nothing called' ? [] : order.allowed[0].split(/(?<=\)) /);
}

/** A call that never returns: up to where it goes its own way, and how much more came. */
function goingRound(steps: readonly Bare[], { differences }: Deviation): Bare[] {
  const order = differences[0].allowed[0].replace(/, then returns$/, '');
  const [shown, at] = departure(steps, order.split(/(?<=\)) /));
  const more = steps.length - at - 3;
  const note = `it had not returned after ${more > 0 ? `${more} more` : 'these'} callees`;
  return [
    ...shown.slice(0, at + 3),
    { depth: 0, text: '... stopped by the suite', ret: '', note, allowed: '', mark: null },
  ];
}

function departing(steps: Bare[], expected: readonly string[] | undefined): Bare[] {
  return expected ? departure(steps, expected)[0] : steps;
}

/** The steps with the first one marked that is not as expected, and its index. */
function departure(steps: readonly Bare[], expected: readonly string[]): [steps: Bare[], at: number] {
  const want = [...expected, 'return'];
  const at = steps.findIndex((step, i) => step.text !== want[i]);
  return [steps.map((step, i) => (i === at ? { ...step, mark: 'departs', allowed: want[i] ?? 'return' } : step)), at];
}

function effects(outcome: Outcome | undefined): string[] {
  if (!outcome) return ['not in the script'];
  const { iovAdvance, kiPosAdvance, sizeAfter } = outcome;
  return [
    ...(iovAdvance > 0 ? [`iov +${iovAdvance}`] : []),
    ...(kiPosAdvance > 0 ? [`ki_pos +${kiPosAdvance}`] : []),
    ...(sizeAfter !== null ? [`i_size = ${sizeAfter}`] : []),
  ];
}

const stateText = ({ kiPos, iovLeft, size, bdi }: CallObservation): string =>
  [
    kiPos !== undefined && `ki_pos ${kiPos}`,
    iovLeft !== undefined && `iov left ${iovLeft}`,
    size !== undefined && `i_size ${size}`,
    bdi !== undefined && `bdi ${bdi}`,
  ]
    .filter(Boolean)
    .join(', ');

/** The callees that did something, in short: `direct = 1, flush = EIO`. */
export function calleesInShort(script: CalleeScript, seen: CallObservation | undefined): string {
  return (seen?.callees ?? [])
    .filter(({ callee }) => script[callee] !== undefined && script[callee].ret !== 0)
    .map(({ callee }) => `${callee} = ${script[callee]?.ret}`)
    .join(', ');
}
