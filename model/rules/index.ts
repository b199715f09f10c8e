import type { Level, ProfileId } from '../../contract/index.js';
import { CALLER_RULES } from './caller-rules.js';
import { CORE_GENERAL_RULES, CORE_LEAF_RULES } from './core-rules.js';
import { FILE_RULES } from './file-rules.js';
import { PATH_RULES } from './path-rules.js';
import type { Rule } from './rule.js';

export type { Rule } from './rule.js';
export { DOUBTFUL, FACTS, FACT_BIT, type Fact } from './facts.js';

/** Every rule, specific before general: the order in which blame is given. */
export const RULES: readonly Rule[] = [
  ...PATH_RULES,
  ...CORE_LEAF_RULES,
  ...CORE_GENERAL_RULES,
  ...FILE_RULES,
  ...CALLER_RULES,
];

const applicable = new Map<string, readonly Rule[]>();

/** The rules that a level and a profile have, in table order. */
export function rulesFor(level: Level, profile: ProfileId): readonly Rule[] {
  const key = `${level} ${profile}`;
  let found = applicable.get(key);
  if (!found) {
    found = RULES.filter(
      (rule) => rule.levels.includes(level) && (rule.profiles.length === 0 || rule.profiles.includes(profile)),
    );
    applicable.set(key, found);
  }
  return found;
}
