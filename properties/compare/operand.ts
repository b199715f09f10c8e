import {
  DEFAULT_PROFILE,
  PROFILE_IDS,
  UsageError,
  levelsOf,
  type Level,
  type ProfileId,
  type Target,
} from '../../contract/index.js';
import { createReference } from '../../impl/reference/target.js';
import { resolveTarget } from '../../impl/target.js';
import { PROFILES } from '../../model/index.js';
import { factsOf, type TargetFacts } from '../search/facts.js';

/** A target, and the profile under which it runs. */
export interface Operand {
  /** As it was asked for. */
  readonly word: string;
  readonly target: Target;
  readonly profile: ProfileId;
}

const isProfile = (word: string | Target): word is ProfileId => (PROFILE_IDS as readonly unknown[]).includes(word);

/**
 * The two sides. The word of a profile stands for the reference under it; a target runs under `asked`, else under what
 * it claims, else under the profile on the other side. Throws UsageError when there is no such target.
 */
export async function operandsOf(
  words: readonly [string | Target, string | Target],
  asked: ProfileId | undefined,
): Promise<[Operand, Operand]> {
  if (asked !== undefined && words.every(isProfile))
    throw new UsageError(
      `--profile ${asked}: expected with a target, but both operands are profiles; example: woe compare ${words.join(' ')}`,
    );
  const other = words.find(isProfile);
  const [a, b] = words;
  return [await operandOf(a, asked, other), await operandOf(b, asked, other)];
}

async function operandOf(
  word: string | Target,
  asked: ProfileId | undefined,
  other: ProfileId | undefined,
): Promise<Operand> {
  if (isProfile(word)) return { word, target: createReference({}, word), profile: word };
  const target = typeof word === 'string' ? await resolveTarget(word, asked ?? other) : word;
  const profile = asked ?? target.profile ?? other ?? DEFAULT_PROFILE;
  return { word: typeof word === 'string' ? word : target.name, target, profile };
}

/** What both can do; what one lacks is lacking. */
export function commonFacts(a: Target, b: Target): TargetFacts {
  const [one, other] = [factsOf(a), factsOf(b)];
  return {
    ...one,
    capabilities: one.capabilities.filter((capability) => other.capabilities.includes(capability)),
    induces: one.induces.filter((kind) => other.induces.includes(kind)),
    lacks: [...new Set([...one.lacks, ...other.lacks])],
  };
}

/** The asked levels, or all that both sides have. Throws UsageError when one does not have a level. */
export function commonLevels(operands: readonly Operand[], asked: readonly Level[] | undefined): Level[] {
  const has = ({ target, profile }: Operand, level: Level): boolean =>
    levelsOf(target).includes(level) && PROFILES[profile].levels.includes(level);
  const common = (['iter', 'disk', 'file'] as const).filter((level) =>
    operands.every((operand) => has(operand, level)),
  );
  const missing = (asked ?? []).find((level) => !common.includes(level));
  if (missing !== undefined || common.length === 0) {
    const lacking = operands.find((operand) => missing === undefined || !has(operand, missing)) ?? operands[0];
    const which = missing ?? 'in common';
    throw new UsageError(
      `${lacking.word} under ${lacking.profile} has no level ${which}; both sides have: ${common.join(', ') || 'none'}`,
    );
  }
  return asked ? common.filter((level) => asked.includes(level)) : common;
}
