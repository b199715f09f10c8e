import { UsageError, type Environment, type Geometry, type Target } from '../../../contract/index.js';
import { KernelChild } from '../child-process.js';
import type { Machine } from '../machine.js';
import type { SetUpReply, Storage, WriterRequest } from '../messages.js';
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

export interface FusePlan {
  /** Where it is mounted. */
  readonly at: string;
  /** A directory around it that a filesystem in memory is mounted at first. */
  readonly inMemory?: string;
  /** The largest WRITE that the kernel may send, in bytes. @default so large that no request of a scenario is split */
  readonly maxWrite?: number;
  /** Where the writer makes its files. @default what is served */
  readonly storage?: Storage;
}

/** Starts it. Throws UsageError when that fails. */
export async function startFuse(name: string, plan: FusePlan, machine: Machine): Promise<FuseSandbox> {
  const { at, inMemory, maxWrite = MAX_WRITE, storage = { kind: 'served', path: at } } = plan;
  const argv = sandboxed(scriptWords('fuse/main'), machine);
  const child = new KernelChild({ argv, more: 2, timeoutMs: CALL_TIMEOUT_MS });
  const [server, writer, dirtier] = child.talks;
  const talks: FuseTalks = { server, writer, dirtier, onHeld: () => undefined };
  server.onEvent = (event) => {
    if (event.event === 'held') talks.onHeld(event);
    else child.talks[1 + event.child].end('crashed', 'a process of the sandbox ended', child.evidence);
  };
  try {
    await server.ask({ do: 'serve', at, inMemory, maxWrite, writer: scriptWords('child/writer') });
    const setUp = (where: Storage): WriterRequest => ({
      do: 'setUp',
      storage: where,
      at: inMemory ?? at,
      owner: process.pid,
    });
    const [found] = await Promise.all([
      writer.ask<SetUpReply>(setUp(storage)),
      dirtier.ask<SetUpReply>(setUp({ kind: 'served', path: at })),
    ]);
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
  const sandbox = await startFuse(name, { at }, machine);
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
