import picomatch from 'picomatch';
import { UsageError } from '../contract/index.js';
import { RULES, type Rule } from '../model/index.js';

/** Rules without a level are judged on recorded traces only. */
const SELECTABLE = RULES.filter((rule) => rule.levels.length > 0);

/**
 * Which rules `--only` and `--skip` leave. Throws UsageError when a glob matches no rule, or nothing is left: a filter
 * that matches nothing must not pass.
 */
export function selectRules(only: readonly string[] = [], skip: readonly string[] = []): (rule: Rule) => boolean {
  for (const glob of [...only, ...skip])
    if (!SELECTABLE.some((rule) => picomatch.isMatch(rule.id, glob)))
      throw new UsageError(`no rule matches ${JSON.stringify(glob)}; \`woe rules\` lists them, e.g. --only 'ret-*'`);
  const selected = new Set(
    SELECTABLE.filter(
      (rule) =>
        (only.length === 0 || only.some((glob) => picomatch.isMatch(rule.id, glob))) &&
        !skip.some((glob) => picomatch.isMatch(rule.id, glob)),
    ).map((rule) => rule.id),
  );
  if (selected.size === 0) throw new UsageError('--only and --skip together leave no rule');
  return (rule) => selected.has(rule.id);
}
