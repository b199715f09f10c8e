import { DEFAULT_PROFILE, UsageError, preview, type ProfileId, type Target } from '../contract/index.js';
import { createReference } from './reference/target.js';

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
  /** The words that `find` understands, for messages. */
  list(): readonly string[];
  find(id: string, profile: ProfileId): Target | undefined;
}

const lookups = new Map<string, TargetLookup>();

/** From now on `prefix:ID` names the targets that `lookup` finds. A second registration replaces the first. */
export function registerTargets(prefix: string, lookup: TargetLookup): void {
  lookups.set(prefix, lookup);
}

/**
 * The target called `reference` or `PREFIX:ID` of a registered family.
 * `profile` is what it follows at `iter` level, where no environment tells it.
 * Throws UsageError, listing what exists.
 */
export function resolveTarget(name: string, profile: ProfileId = DEFAULT_PROFILE): Target {
  if (name === 'reference') return createReference({}, profile);
  const colon = name.indexOf(':');
  const lookup = colon > 0 ? lookups.get(name.slice(0, colon)) : undefined;
  const found = lookup?.find(name.slice(colon + 1), profile);
  if (found) return found;
  throw new UsageError(`no target is called ${preview(name)}; there are: ${targetNames().join(', ')}`);
}

/** Every name that resolveTarget understands. */
export function targetNames(): string[] {
  const families = [...lookups].flatMap(([prefix, lookup]) => lookup.list().map((id) => `${prefix}:${id}`));
  return ['reference', ...families];
}
