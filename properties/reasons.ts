import type { Capability, InducibleFault, Lack, Level, Observable, ProfileId } from '../contract/index.js';
import type { TargetFacts } from './search/facts.js';
import { leafTable, reachabilityAt, universeOf, type Fact, type Leaf, type Rule } from '../model/index.js';

/** The capability that a target needs before a fact can hold of one of its calls. */
const CAPABILITY_OF: Readonly<Partial<Record<Fact, Capability>>> = {
  direct: 'direct',
  misaligned: 'direct',
  append: 'append',
  dsync: 'dsync',
  badSegment: 'badSegment',
  setuid: 'setid',
  setgidExec: 'setid',
  setgidOnly: 'setid',
  capFsetid: 'setid',
  fileCapability: 'fileCapability',
  clockMoved: 'times',
  shared: 'dup',
  limitReached: 'rlimit',
  limitCut: 'rlimit',
  mountReadOnly: 'readOnlyMount',
  powerCut: 'powerCut',
};

/** What of its API a target needs before a fact can hold of one of its calls. */
const LACK_OF: Readonly<Partial<Record<Fact, Lack>>> = {
  lseek: 'offset',
  positioned: 'positions',
  truncate: 'truncate',
  sync: 'sync',
  notPermitted: 'access',
};

const LACK_REASON: Readonly<Record<Lack, string>> = {
  offset: 'the target has no lseek: the offset is hidden',
  positions: 'the target has no pwrite',
  truncate: 'the target has no ftruncate',
  sync: 'the target has no fsync',
  access: 'the target holds no descriptor to what it was opened for',
  counts: 'the target tells no counts',
};

/** What can make writeback fail. */
const LOSES: readonly InducibleFault[] = ['enospcAfter', 'errorAfter'];
/** What can make a callee fail, or stop half way, on a target's own storage. */
const FAILS: readonly InducibleFault[] = [...LOSES, 'badSegment'];
const STOPS: readonly InducibleFault[] = [...FAILS, 'shortAfter'];
const NO_FAULT = "needs a fault that the target can't induce";

/** Leaves that a level can't reach under a profile: none of their transitions' outcomes come from real callees. */
export function unreachableLeaves(level: Level, profile: ProfileId): Map<string, string> {
  const leaves = leafTable(profile);
  if (level === 'iter') return new Map();
  const reasons = new Map<string, string>();
  for (const leaf of leaves)
    if (leaf.consulted.some(([input, outcome]) => input === 'perform' && outcome === '0'))
      reasons.set(leaf.id, 'generic_perform_write never returns 0 for a request of at least one byte');
  if (level === 'file')
    for (const id of ['L1', 'L2'])
      reasons.set(id, 'needs the inode record to fail, which no fault of the file level does');
  const { reasons: lost } = reachabilityAt(universeOf(profile), [level]);
  for (const [item, reason] of lost)
    if (item.kind === 'transitions')
      for (const leaf of leaves)
        if (leaf.edges.some((edge) => item.id === `__generic_file_write_iter/${edge}`) && !reasons.has(leaf.id))
          reasons.set(leaf.id, reason);
  return reasons;
}

/** Why a rule was not exercised, if there is a reason that is not the run's fault. */
export function excuse(rule: Rule, level: Level, profile: ProfileId, facts: TargetFacts): string | undefined {
  for (const fact of rule.facts) {
    const capability = capabilityMissing(fact, facts);
    if (capability) return capability;
    const lack = LACK_OF[fact];
    if (lack && lacks(level, facts, lack)) return LACK_REASON[lack];
    if (fact === 'misaligned' && level === 'file' && !facts.induces.includes('misaligned')) return NO_FAULT;
    if (fact === 'errorPending' && level === 'file' && !suffers(facts, LOSES)) return NO_FAULT;
  }
  const direct =
    rule.kernelFunction === 'generic_file_direct_write' ||
    (rule.leaves.length > 0 && rule.leaves.every((leaf) => usesDirect(leaf, profile)));
  if (direct && level !== 'iter' && !facts.capabilities.includes('direct'))
    return 'the target lacks the capability direct';
  if (rule.leaves.length > 0) {
    const known = leafTable(profile).map((leaf) => leaf.id);
    const inProfile = rule.leaves.filter((leaf) => known.includes(leaf));
    if (inProfile.length === 0) return `${profile} has no such leaf`;
    const unreachable = unreachableLeaves(level, profile);
    if (inProfile.every((leaf) => unreachable.has(leaf))) return unreachable.get(inProfile[0]);
    if (level !== 'iter') {
      const reachable = leafTable(profile).filter(({ id }) => rule.leaves.includes(id) && !unreachable.has(id));
      const reasons = reachable.map(
        (leaf) => leafCapability(leaf, facts) ?? (level === 'file' ? leafExcuse(leaf, facts) : undefined),
      );
      if (reasons.every((reason) => reason !== undefined)) return reasons[0];
    }
  }
  return undefined;
}

function capabilityMissing(fact: Fact, { capabilities }: TargetFacts): string | undefined {
  const capability = CAPABILITY_OF[fact];
  return capability && !capabilities.includes(capability) ? `the target lacks the capability ${capability}` : undefined;
}

/** The capability without which no call ends in a leaf. */
function leafCapability({ consulted }: Leaf, { capabilities }: TargetFacts): string | undefined {
  const has = (...any: Capability[]): boolean => any.some((one) => capabilities.includes(one));
  const consults = (name: string, end?: string): boolean =>
    consulted.some(([input, outcome]) => input === name && (end === undefined || outcome === end));
  if (consults('direct') && !has('direct')) return 'the target lacks the capability direct';
  if (consults('isDax', 'yes') && !has('dax')) return 'the target lacks the capability dax';
  if (consults('removePrivs', 'error') && !has('setid', 'fileCapability'))
    return 'the target lacks the capability setid';
  return undefined;
}

/** Why a call on the target's own storage can't end, or be seen to end, in a leaf. */
function leafExcuse({ consulted, returns }: Leaf, facts: TargetFacts): string | undefined {
  if (lacks('file', facts, 'counts') && PARTS.includes(returns)) return LACK_REASON.counts;
  const flushFails = consulted.some(([input, outcome]) => input === 'flush' && outcome === 'error');
  if (flushFails && !suffers(facts, LOSES)) return NO_FAULT;
  const outcomes = consulted.filter(([input]) => TRANSFERS.includes(input)).map(([, outcome]) => outcome);
  if (outcomes.some((outcome) => outcome === '<0' || outcome === 'error') && !suffers(facts, FAILS)) return NO_FAULT;
  return outcomes.includes('part') && !suffers(facts, STOPS) ? NO_FAULT : undefined;
}

const TRANSFERS: readonly string[] = ['direct', 'perform', 'flush'];
const PARTS: readonly Leaf['returns'][] = ['d', 'f', 'd+f'];

const lacks = (level: Level, facts: TargetFacts, lack: Lack): boolean => level === 'file' && facts.lacks.includes(lack);

const suffers = ({ induces, capabilities }: TargetFacts, faults: readonly InducibleFault[]): boolean =>
  faults.some((fault) => induces.includes(fault)) ||
  (faults.includes('badSegment') && capabilities.includes('badSegment'));

/** Observables that only hooks show: below `iter` they need a step trace. */
const HOOKS_ONLY: readonly Observable[] = ['order', 'iov', 'bdi', 'lock'];

/** Why a target can't show what a rule observes, if it can't. */
export function hiddenFrom(rule: Rule, level: Level, facts: TargetFacts): string | undefined {
  if (rule.observes.every((observable) => observable === 'offset') && lacks(level, facts, 'offset'))
    return LACK_REASON.offset;
  // O_TRUNC alone shows nothing of ftruncate.
  if (rule.facts.includes('truncate') && lacks(level, facts, 'truncate')) return LACK_REASON.truncate;
  // The clock moves whether or not the target tells the times.
  if (rule.facts.includes('clockMoved') && level !== 'iter') {
    const missing = capabilityMissing('clockMoved', facts);
    if (missing) return missing;
  }
  const needsTrace = rule.traced || rule.observes.every((observable) => HOOKS_ONLY.includes(observable));
  return needsTrace && level !== 'iter' && !facts.capabilities.includes('trace')
    ? 'the target lacks the capability trace'
    : undefined;
}

const usesDirect = (leafId: string, profile: ProfileId): boolean =>
  leafTable(profile)
    .find((leaf) => leaf.id === leafId)
    ?.consulted.some(([input]) => input === 'direct') ?? false;
