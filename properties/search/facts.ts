import {
  levelsOf,
  type Capability,
  type InducibleFault,
  type Lack,
  type Level,
  type ProfileId,
  type Target,
} from '../../contract/index.js';

/** What the search must know of a target: plain data, for the target itself may live in another thread. */
export interface TargetFacts {
  readonly name: string;
  /** The word by which it was asked for. */
  readonly given?: string;
  readonly version: string;
  readonly capabilities: readonly Capability[];
  readonly levels: readonly Level[];
  /** Faults that it induces at `file` level. */
  readonly induces: readonly InducibleFault[];
  /** What its API can't do or tell at `file` level. */
  readonly lacks: readonly Lack[];
  readonly profile?: ProfileId;
  readonly details?: Readonly<Record<string, string>>;
}

export const factsOf = (target: Target, given?: string): TargetFacts => ({
  name: target.name,
  given,
  version: target.version,
  capabilities: [...target.capabilities],
  levels: levelsOf(target),
  induces: [...(target.file?.induces ?? [])],
  lacks: [...(target.file?.lacks ?? [])],
  profile: target.profile,
  details: target.details && { ...target.details },
});
