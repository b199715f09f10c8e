import { isErrno, toSigned, type Difference, type KernelStep, type ProfileId, type Ret } from '../../contract/index.js';
import { leafTable, type Evidence, type Judgement, type Leaf } from '../../model/index.js';

const CORE = '__generic_file_write_iter';
/** Callees that show themselves whenever they are called, if one of the call's callees does. */
const ALWAYS_SEEN: readonly string[] = ['direct', 'perform'];

/**
 * What a black box let through: some callees of the core, in their order, with what they returned and the bytes of
 * the request that were `left` after them. A callee that did not show itself may have been called all the same.
 */
export type SeenCallees = readonly KernelStep[];

/** Whole traces of a target with the capability `trace` are not looked at here: they are judged at the disk level. */
export const isCallee = (step: KernelStep): boolean => step.fn === CORE && 'left' in step;

const retOf = (step: KernelStep): Ret => step.ret as Ret;

/** The class of an outcome, in the words of the decision table. */
function classOf(step: KernelStep): string {
  const transfers = ALWAYS_SEEN.includes(step.at);
  if (isErrno(retOf(step))) return transfers ? '<0' : 'error';
  if (!transfers) return 'ok';
  if (step.left === 0) return 'full';
  return step.ret === 0 ? '0' : 'part';
}

/** An errno with which removing privileges was seen to fail is a failure of the inode record. */
export function withSeen(evidence: Evidence, seen: SeenCallees): Evidence {
  const failed = seen.find((step) => step.at === 'removePrivs' && isErrno(retOf(step)));
  return failed ? { ...evidence, inodeErrors: new Set([toSigned(retOf(failed))]) } : evidence;
}

/** Leaves the leaves that agree with what was seen; when none is left that is a deviation. */
export function narrowed(judgement: Judgement, seen: SeenCallees, profile: ProfileId, ret: Ret): Judgement {
  if (seen.length === 0 || judgement.leaves.length === 0) return judgement;
  const agreeing = leafTable(profile).filter((leaf) => agrees(leaf, seen));
  const ids = agreeing.filter((leaf) => returns(leaf, seen, ret)).map(({ id }) => id);
  const leaves = judgement.leaves.filter((id) => ids.includes(id));
  if (leaves.length > 0) return { ...judgement, leaves };
  if (judgement.differences.length > 0) return judgement;
  const path = [...judgement.path, ...seen.map((step) => `seen: ${step.at} -> ${step.ret}`)];
  return { ...judgement, differences: [contradiction(agreeing, seen, ret)], path };
}

function agrees({ consulted }: Leaf, seen: SeenCallees): boolean {
  for (const [input, outcome] of consulted) {
    const step = seen.find(({ at }) => at === input);
    if (step ? classOf(step) !== outcome : ALWAYS_SEEN.includes(input)) return false;
  }
  return seen.every(({ at }) => consulted.some(([input]) => input === at));
}

/** Whether the leaf returns this after what was seen. The sync of O_DSYNC may put an errno in the place of a count. */
function returns(leaf: Leaf, seen: SeenCallees, ret: Ret): boolean {
  const outcome = (at: string): Ret | undefined => seen.find((step) => step.at === at)?.ret as Ret | undefined;
  const bytes = (at: string): number => {
    const got = outcome(at);
    return typeof got === 'number' ? got : 0;
  };
  const all = bytes('direct') + bytes('perform');
  const expected: Readonly<Record<Leaf['returns'], Ret | undefined>> = {
    '0': 0,
    d: bytes('direct'),
    f: bytes('perform'),
    'd+f': all,
    N: all,
    e: [outcome('removePrivs'), outcome('direct'), outcome('perform')].find(isErrno),
    'e of the fallback': outcome('perform'),
    'e of the flush': outcome('flush'),
  };
  const value = expected[leaf.returns];
  return value === undefined || value === ret || (typeof value === 'number' && isErrno(ret));
}

function contradiction(agreeing: readonly Leaf[], seen: SeenCallees, ret: Ret): Difference {
  const callees = seen.map((step) => `${step.at} ${step.ret}`).join(', ');
  return {
    observable: 'return',
    allowed:
      agreeing.length > 0
        ? agreeing.map(({ id, returns }) => `${returns} (${id})`)
        : ['another order of requests: no leaf goes on after this'],
    because:
      agreeing.length > 0
        ? agreeing.map(({ id, condition }) => `${id}: ${condition}`)
        : ['the order of the callees in the decision table'],
    got: `${ret} after ${callees}`,
    direction: 'other',
  };
}
