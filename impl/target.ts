import { DEFAULT_PROFILE, UsageError, preview, type Maybe, type ProfileId, type Target } from '../contract/index.js';
import { familyOf } from '../contract/target-name.js';
import { createReference } from './reference/target.js';

export { MODULE_FAMILY, familyOf } from '../contract/target-name.js';
export type {
  Callees,
  Disk,
  DiskTarget,
  Environment,
  FileTarget,
  IterTarget,
  MountedFile,
  PreparedFile,
  Target,
} from '../contract/index.js';

/** Finds the targets of one family, e.g. the mutants. */
export interface TargetLookup {
  /** The words that `find` understands, for messages; none when they can't be listed, as for paths. */
  list(): readonly string[];
  /** Undefined when there is no such target; throws UsageError when there is, but it can't be used. */
  find(id: string, profile: ProfileId): Maybe<Target | undefined>;
}

const lookups = new Map<string, TargetLookup>();

/** From now on `prefix:ID` names the targets that `lookup` finds. A second registration replaces the first. */
export function registerTargets(prefix: string, lookup: TargetLookup): void {
  lookups.set(prefix, lookup);
}

/**
 * The target called `reference`, `PREFIX:ID` of a registered family, or the path of a module.
 * `profile` is what it follows at `iter` level, where no environment tells it.
 * Throws UsageError, listing what exists.
 */
export async function resolveTarget(name: string, profile: ProfileId = DEFAULT_PROFILE): Promise<Target> {
  if (name === 'reference') return createReference({}, profile);
  const { family, id } = familyOf(name);
  const found = await lookups.get(family)?.find(id, profile);
  if (found) return found;
  throw new UsageError(`no target is called ${preview(name)}; there are: ${targetNames().join(', ')}`);
}

/** Every name that can be listed and that resolveTarget understands. */
export function targetNames(): string[] {
  const families = [...lookups].flatMap(([prefix, lookup]) => lookup.list().map((id) => `${prefix}:${id}`));
  return ['reference', ...families];
}
