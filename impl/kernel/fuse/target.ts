import { UsageError, type Environment, type Geometry, type Target } from '../../../contract/index.js';
import { KernelChild } from '../child-process.js';
import type { Machine } from '../machine.js';
import type { SetUpReply } from '../messages.js';
import { sandboxed, scriptWords } from '../sandbox.js';
import type { KernelRow } from '../table.js';
import { CALL_TIMEOUT_MS, capabilitiesOf, notRun } from '../target.js';
import { FuseFile, type FuseTalks } from './file.js';

/** No request of a scenario is split: each of them is one WRITE. */
const MAX_WRITE = 128 * 1024;

/** A running server, with its mount and the two processes beside it. */
export interface FuseSandbox {
  readonly talks: FuseTalks;
  readonly found: SetUpReply;
  /** A file on the mount. */
  add(content: Uint8Array, environment: Environment, geometry: Geometry): Promise<FuseFile>;
  close(): Promise<void>;
}

/** Starts it. Throws UsageError when that fails. `maxWrite`: the largest WRITE that the kernel may send, in bytes. */
export async function startFuse(
  name: string,
  at: string,
  machine: Machine,
  maxWrite: number = MAX_WRITE,
): Promise<FuseSandbox> {
  const argv = sandboxed(scriptWords('fuse/main'), machine);
  const child = new KernelChild({ argv, more: 2, timeoutMs: CALL_TIMEOUT_MS });
  const [server, writer, dirtier] = child.talks;
  const talks: FuseTalks = { server, writer, dirtier, onHeld: () => undefined };
  server.onEvent = (event) => {
    if (event.event === 'held') talks.onHeld(event);
    else child.talks[1 + event.child].end('crashed', 'a process of the sandbox ended', child.evidence);
  };
  try {
    await server.ask({ do: 'serve', at, maxWrite, writer: scriptWords('child/writer') });
    const setUp = { do: 'setUp', storage: { kind: 'served', path: at }, at, owner: process.pid } as const;
    const [found] = await Promise.all([writer.ask<SetUpReply>(setUp), dirtier.ask<SetUpReply>(setUp)]);
    return {
      talks,
      found,
      async add(content, environment, geometry) {
        const { file, caller } = environment;
        const data = Buffer.from(content).toString('base64');
        const added = await server.ask<string>({ do: 'add', content: data, file });
        await writer.ask({ do: 'prepare', name: added, file, caller, geometry });
        return new FuseFile(talks, added, environment, geometry.sectorSize);
      },
      // The server has to go first, and it goes when it is killed: that ends the connection, and with it whoever waits.
      close: () => child.kill(),
    };
  } catch (error) {
    await child.kill();
    throw new UsageError(notRun(name, error, child.evidence));
  }
}

/** The target `kernel:fuse`. */
export async function fuseTarget(name: string, row: KernelRow, at: string, machine: Machine): Promise<Target> {
  const sandbox = await startFuse(name, at, machine);
  const { found } = sandbox;
  return {
    name,
    version: found.kernel,
    capabilities: capabilitiesOf(row, found),
    profile: row.profile,
    details: { kernel: found.kernel },
    file: {
      induces: row.induces,
      prepare: (content, environment, geometry) => sandbox.add(content, environment, geometry),
    },
    close: () => sandbox.close(),
  };
}
