import { DEFAULT_PROFILE, UsageError, preview, type Maybe, type ProfileId, type Target } from '../contract/index.js';
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
  /** The words that `find` understands, for messages; none when they can't be listed, as for paths. */
  list(): readonly string[];
  /** Undefined when there is no such target; throws UsageError when there is, but it can't be used. */
  find(id: string, profile: ProfileId): Maybe<Target | undefined>;
}

/** The family of targets that are named by the path of their module. */
export const MODULE_FAMILY = 'module';

const lookups = new Map<string, TargetLookup>();

/** From now on `prefix:ID` names the targets that `lookup` finds. A second registration replaces the first. */
export function registerTargets(prefix: string, lookup: TargetLookup): void {
  lookups.set(prefix, lookup);
}

/** The family and the word that it is asked for. */
export function familyOf(name: string): { family: string; id: string } {
  // A command line may end with the name of a script.
  const isModule = /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(name) || /^(?!exec:).*\.[cm]?[jt]s$/s.test(name);
  if (isModule) return { family: MODULE_FAMILY, id: name };
  const colon = name.indexOf(':');
  return { family: colon > 0 ? name.slice(0, colon) : '', id: name.slice(colon + 1) };
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
