import { fromSigned, type Errno, type ProfileId, type Ret, type Scenario } from '../../contract/index.js';
import { walks, type Walk } from '../../model/index.js';
import { scriptOf, type Choices, type Request } from './outcomes.js';
import { iterScenario } from './scenario.js';

/** Requests around the boundaries: the smallest that shows all leaves, a page, a page and a bit; at 0, in a page, at its edge. */
const REQUESTS: readonly { pos: number; count: number; size: number }[] = [
  { pos: 0, count: 3, size: 0 },
  { pos: 1, count: 1, size: 4096 },
  { pos: 4095, count: 3, size: 4096 },
  { pos: 4096, count: 4096, size: 0 },
  { pos: 8192, count: 16384, size: 8192 },
  { pos: 512, count: 5000, size: 100_000 },
];

/** Errors that each callee may return; EIOCBQUEUED and EAGAIN come only from the direct path. */
const ERRORS: readonly Errno[] = ['EIO', 'ENOSPC', 'EFAULT', 'EINTR', 'EDQUOT'];
const DIRECT_ERRORS: readonly Errno[] = [...ERRORS, 'EINVAL', 'EAGAIN', 'EIOCBQUEUED'];

const SUCCESS: Choices = { removePrivs: 0, updateTime: 0, isDax: false, direct: Infinity, perform: Infinity, flush: 0 };

/** Every way through the core machine, at every boundary request, with every error: nothing is left to chance. */
export function iterSweep(profile: ProfileId, seed: number): Scenario[] {
  return REQUESTS.flatMap(({ pos, count, size }) =>
    walks(profile, enters(pos, count, size)).flatMap((walk) => {
      const direct = walk.events[0].direct === 1;
      const request: Request = { profile, pos, count, size, direct };
      return variants(choicesOf(walk)).map((variant) => {
        const script = scriptOf(request, variant);
        return iterScenario(profile, seed, size, [
          { direct, pos, count, positioned: false, script },
          { direct, pos, count, positioned: true, script },
        ]);
      });
    }),
  );
}

const enters = (pos: number, count: number, size: number) =>
  [0, 1].map((direct) => ({ type: 'enter', class: direct ? 'direct' : 'buffered', pos, count, size, direct }));

/** What each callee returns on a way through the core; those that it does not consult succeed. */
export const choicesOf = (walk: Walk): Choices =>
  walk.events.slice(1).reduce<Choices>((chosen, event) => choose(chosen, event.type, Number(event.ret)), SUCCESS);

function choose(chosen: Choices, callee: string, ret: number): Choices {
  if (callee === 'invalidate') return chosen;
  if (callee === 'isDax') return { ...chosen, isDax: ret === 1 };
  return { ...chosen, [callee]: fromSigned(ret) };
}

/** The failing callee's error replaced by each error that it may return; at most one callee fails on a way. */
function variants(choices: Choices): Choices[] {
  const failing = (Object.keys(choices) as (keyof Choices)[]).filter((callee) => typeof choices[callee] === 'string');
  const last = failing.at(-1);
  if (!last) return [choices];
  const errors: readonly Ret[] = last === 'direct' ? DIRECT_ERRORS : ERRORS;
  return errors.map((error) => ({ ...choices, [last]: error }));
}
