import { resolve } from 'node:path';
import { UsageError, preview, type ProfileId, type Target } from '../../contract/index.js';
import type { TargetLookup } from '../target.js';
import { checkedTarget, SAMPLE_TARGET } from './define-target.js';
import { explained, loadModule } from './load-module.js';

/** Targets that are named by the path of a module, from the working directory. They can't be listed. */
export const MODULE_LOOKUP: TargetLookup = {
  list: () => [],
  find: (path, profile) => moduleTarget(path, profile),
};

/**
 * The target that a module exports: by default, as `module.exports`, or as `target`; or what a function there makes of
 * the profile. Throws UsageError.
 */
export async function moduleTarget(path: string, profile: ProfileId): Promise<Target> {
  const exported = await loadModule(path);
  const found = await loading(() => targetIn(exported), path);
  if (found === undefined)
    throw new UsageError(
      `${preview(path)}: expected a target as default export, module.exports or target, got ${exportsOf(exported)}; ` +
        `e.g. module.exports = ${SAMPLE_TARGET}`,
    );
  return checkedTarget(
    typeof found === 'function' ? await loading(() => (found as Maker)(profile), path) : found,
    preview(path),
  );
}

type Maker = (profile: ProfileId) => unknown;

/** What the module does by itself; what it throws is its author's mistake. */
async function loading(step: () => unknown, path: string): Promise<unknown> {
  try {
    return await step();
  } catch (error) {
    throw explained(error, path, resolve(path));
  }
}

/** What the exports hold that looks like a target; an ES module sees CommonJS as its default export. */
export function targetIn(exported: object): unknown {
  const inner = member(exported, 'default');
  const candidates = [member(inner, 'default'), member(inner, 'target'), inner, member(exported, 'target'), exported];
  return candidates.find(looksLikeTarget);
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const looksLikeTarget = (value: unknown): boolean =>
  typeof value === 'function' ||
  ['capabilities', 'iter', 'disk', 'file', 'version'].some((name) => member(value, name) !== undefined);

function exportsOf(exported: object): string {
  const names = [...new Set([exported, member(exported, 'default')].flatMap((one) => Object.keys(one ?? {})))];
  const own = names.filter((name) => name !== 'default' && name !== 'module.exports');
  return own.length > 0 ? preview(own.join(', ')) : 'nothing of the kind';
}
