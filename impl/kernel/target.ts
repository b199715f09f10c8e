import {
  UsageError,
  type Capability,
  type Environment,
  type Geometry,
  type ProfileId,
  type Target,
} from '../../contract/index.js';
import { spawnSync } from 'node:child_process';
import { KernelChild } from './child-process.js';
import { KernelFile } from './kernel-file.js';
import type { SetUpReply, Storage, WriterRequest } from './messages.js';
import { COMMON_CAPABILITIES } from './table.js';

/** How long one system call may take, in milliseconds. */
export const CALL_TIMEOUT_MS = 8000;

export interface WriterPlan {
  readonly name: string;
  readonly profile: ProfileId | ((found: SetUpReply) => ProfileId);
  readonly storage: Storage;
  /** The directory that mounts go to. */
  readonly at: string;
  /** What runs the writer. */
  readonly argv: readonly string[];
  readonly direct: boolean;
  readonly has?: readonly Capability[];
  readonly lacks?: Readonly<Partial<Record<Capability, string>>>;
  readonly induces: NonNullable<Target['file']>['induces'];
  readonly details?: Readonly<Record<string, string>>;
}

/** Starts a writer on its storage and makes it a target. Throws UsageError, with what the child said, when that fails. */
export async function writerTarget(plan: WriterPlan): Promise<Target> {
  const cleansUp = plan.storage.kind === 'directory';
  const child = new KernelChild({ argv: plan.argv, more: 0, cleansUp, timeoutMs: CALL_TIMEOUT_MS });
  const [writer] = child.talks;
  let found: SetUpReply;
  try {
    found = await writer.ask<SetUpReply>({
      do: 'setUp',
      storage: plan.storage,
      at: plan.at,
      owner: process.pid,
    } satisfies WriterRequest);
  } catch (error) {
    await child.close();
    throw new UsageError(notRun(plan.name, error, child.evidence));
  }
  const { profile, induces } = plan;
  return {
    name: plan.name,
    version: found.kernel,
    capabilities: capabilitiesOf(plan, found),
    profile: typeof profile === 'function' ? profile(found) : profile,
    details: { kernel: found.kernel, ...plan.details },
    file: {
      induces,
      async prepare(content: Uint8Array, environment: Environment, geometry: Geometry) {
        const { file, caller } = environment;
        const data = Buffer.from(content).toString('base64');
        await writer.ask({ do: 'prepare', content: data, file, caller, geometry } satisfies WriterRequest);
        return new KernelFile(writer, induces.includes('enospcAfter'));
      },
    },
    async close() {
      await child.close();
      if (cleansUp) removeApart(found.directory);
    },
  };
}

/** Of a writer that was killed. In a process of its own: this one never touches what is under test. */
function removeApart(directory: string): void {
  spawnSync('rm', ['-rf', '--', directory], { stdio: 'ignore', timeout: CALL_TIMEOUT_MS });
}

/** Why a target could not be started, in one line. */
export function notRun(name: string, error: unknown, evidence: readonly string[]): string {
  const telling = evidence.filter((line) => line.includes('Error'));
  const said = evidence.length > 0 ? `; it said: ${(telling[0] ?? evidence.at(-1) ?? '').trim()}` : '';
  return `${name} could not run: ${error instanceof Error ? error.message : String(error)}${said}; \`woe doctor\` shows what can run here`;
}

/** Those of the table that this machine offers. */
export function capabilitiesOf(
  { direct, has = [], lacks = {} }: Pick<WriterPlan, 'direct' | 'has' | 'lacks'>,
  found: SetUpReply,
): Capability[] {
  const offered: Capability[] = [...COMMON_CAPABILITIES, ...has];
  if (direct && found.direct) offered.push('direct');
  if (found.privileged) offered.push('setid');
  if (found.fileCapability) offered.push('fileCapability');
  return offered.filter((capability) => !(capability in lacks));
}
