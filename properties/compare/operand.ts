import {
  DEFAULT_PROFILE,
  Misbehaviour,
  PROFILE_IDS,
  UsageError,
  type Level,
  type ProfileId,
  type Scenario,
  type Target,
} from '../../contract/index.js';
import { createReference } from '../../impl/reference/target.js';
import { MODULE_FAMILY, familyOf, resolveTarget } from '../../impl/target.js';
import { PROFILES } from '../../model/index.js';
import { engineOf } from '../engines.js';
import { wait, type Steps } from '../run/drive.js';
import { observeSide, type SideRun } from '../run/observe-side.js';
import { factsOf, type TargetFacts } from '../search/facts.js';
import { Pool } from '../search/pool.js';

/** A target, wherever it lives, and the profile under which it runs. */
export interface Operand {
  /** As it was asked for. */
  readonly word: string;
  readonly facts: TargetFacts;
  readonly profile: ProfileId;
  /** Runs a scenario to its end, whatever it shows. */
  observe(scenario: Scenario): Steps<SideRun>;
  close(): Promise<void>;
}

type Door = Pick<Operand, 'facts' | 'observe' | 'close'>;

const isProfile = (word: string | Target): word is ProfileId => (PROFILE_IDS as readonly unknown[]).includes(word);

/**
 * The two sides. The word of a profile stands for the reference under it; a target runs under `asked`, else under what
 * it claims, else under the profile on the other side. `timeoutMs` is what one scenario may take on one side. Throws UsageError when there is no such target.
 */
export async function operandsOf(
  words: readonly [string | Target, string | Target],
  asked: ProfileId | undefined,
  timeoutMs: number,
): Promise<[Operand, Operand]> {
  if (asked !== undefined && words.every(isProfile))
    throw new UsageError(
      `--profile ${asked}: expected with a target, but both operands are profiles; example: woe compare ${words.join(' ')}`,
    );
  const other = words.find(isProfile);
  const [a, b] = words;
  const one = await operandOf(a, asked, other, timeoutMs);
  try {
    return [one, await operandOf(b, asked, other, timeoutMs)];
  } catch (error) {
    await one.close();
    throw error;
  }
}

async function operandOf(
  word: string | Target,
  asked: ProfileId | undefined,
  other: ProfileId | undefined,
  timeoutMs: number,
): Promise<Operand> {
  if (isProfile(word)) return { word, profile: word, ...inThisThread(createReference({}, word), timeoutMs) };
  const door = await doorOf(word, asked ?? other, timeoutMs);
  const profile = asked ?? door.facts.profile ?? other ?? DEFAULT_PROFILE;
  return { word: typeof word === 'string' ? word : word.name, profile, ...door };
}

/** A module, which may loop, print, or end its process, has a thread of its own. */
async function doorOf(word: string | Target, profile: ProfileId | undefined, timeoutMs: number): Promise<Door> {
  if (typeof word !== 'string') return inThisThread(word, timeoutMs);
  if (familyOf(word).family !== MODULE_FAMILY) return inThisThread(await resolveTarget(word, profile), timeoutMs);
  return behind(await Pool.open(word, { profile, seed: 0, distinctness: 'symptom', timeoutMs }, 1));
}

const inThisThread = (target: Target, timeoutMs: number): Door => ({
  facts: factsOf(target),
  observe: (scenario) => observeSide(engineOf(scenario.level), target, scenario, timeoutMs),
  close: async () => target.close?.(),
});

const behind = (pool: Pool): Door => ({
  facts: pool.facts,
  *observe(scenario) {
    try {
      return yield* wait(pool.observe(scenario));
    } catch (error) {
      // The thread is gone, and what it had observed.
      if (error instanceof Misbehaviour) return { calls: [], misbehaviour: error.verdict, isCostly: true };
      throw error;
    }
  },
  close: () => pool.close(),
});

/** What both can do; what one lacks is lacking. */
export const commonFacts = ({ facts: a }: Operand, { facts: b }: Operand): TargetFacts => ({
  ...a,
  capabilities: a.capabilities.filter((capability) => b.capabilities.includes(capability)),
  induces: a.induces.filter((kind) => b.induces.includes(kind)),
  lacks: [...new Set([...a.lacks, ...b.lacks])],
});

/** The asked levels, or all that both sides have. Throws UsageError when one does not have a level. */
export function commonLevels(operands: readonly Operand[], asked: readonly Level[] | undefined): Level[] {
  const has = ({ facts, profile }: Operand, level: Level): boolean =>
    facts.levels.includes(level) && PROFILES[profile].levels.includes(level);
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
