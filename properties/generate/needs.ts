import {
  isWrite,
  type Call,
  type Capability,
  type FileSpec,
  type InducibleFault,
  type OpenFlag,
  type Scenario,
} from '../../contract/index.js';

const NEEDED_BY_FLAG: Readonly<Partial<Record<OpenFlag, Capability>>> = {
  O_DIRECT: 'direct',
  O_APPEND: 'append',
  O_DSYNC: 'dsync',
  O_SYNC: 'dsync',
};
const NEEDED_BY_CALL: Readonly<Partial<Record<Call['call'], Capability>>> = {
  writev: 'vectors',
  pwritev: 'vectors',
  dup: 'dup',
  writeback: 'writeback',
  dropCaches: 'writeback',
  powerCut: 'powerCut',
};

const S_ISUID_OR_S_ISGID = 0o6000;

/** What a target must be able to show or suffer before the scenario makes sense for it. */
export function needsOf(scenario: Scenario): Set<Capability> {
  const needs = new Set(neededByFile(scenario.file));
  for (const call of scenario.calls) {
    const needed = NEEDED_BY_CALL[call.call];
    if (needed) needs.add(needed);
    if (call.call === 'open') for (const flag of call.flags) if (NEEDED_BY_FLAG[flag]) needs.add(NEEDED_BY_FLAG[flag]);
    if (isWrite(call) && call.segments.some(({ length, readable }) => readable < length)) needs.add('badSegment');
  }
  return needs;
}

function neededByFile(file: FileSpec): Capability[] {
  const needs: Capability[] = [];
  if ((file.mode & S_ISUID_OR_S_ISGID) !== 0) needs.push('setid');
  if (file.capability) needs.push('fileCapability');
  if (file.rlimitFsize !== null) needs.push('rlimit');
  if (hasHole(file)) needs.push('holes');
  if (file.kind === 'block') needs.push('blockDevice');
  if (file.dax) needs.push('dax');
  if (!file.mountWritable) needs.push('readOnlyMount');
  return needs;
}

/** Some byte below `size` has no space behind it. */
export function hasHole({ size, allocated }: FileSpec): boolean {
  let covered = 0;
  for (const { from, to } of allocated) if (from <= covered) covered = to;
  return covered < size;
}

/** What stands in for a capability: a fault that the target can be told to show in this one scenario. */
const INDUCED: Readonly<Partial<Record<InducibleFault, Capability>>> = {
  rlimit: 'rlimit',
  badSegment: 'badSegment',
  readOnly: 'readOnlyMount',
};

/** The capabilities, and those that the target has by inducing a fault. */
export function allowedBy(
  capabilities: readonly Capability[],
  induces: readonly InducibleFault[] = [],
): Set<Capability> {
  return new Set([...capabilities, ...induces.flatMap((kind) => INDUCED[kind] ?? [])]);
}
