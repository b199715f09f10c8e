import type { Environment, Target } from '../../contract/index.js';
import { joinCommand } from './command-line.js';
import { DiskServer } from './disk-server.js';
import { Driver, type DriverOptions } from './driver.js';
import { iterTarget } from './iter-target.js';
import { base64, RemoteFile, requireZero } from './remote-file.js';

/**
 * Starts a driver that speaks `woe.stdio/1` (docs/protocol.md) and makes it a target. `close()` ends it.
 * Throws UsageError when it can't be started or does not answer the handshake. Later the target's methods reject with
 * Misbehaviour when the driver crashes, keeps silent or says what can't be understood; the next scenario starts it
 * again, at most five times.
 */
export async function stdioTarget(
  command: string,
  args: readonly string[] = [],
  options: DriverOptions = {},
): Promise<Target> {
  const driver = await Driver.run({ command, args, cwd: options.cwd }, options);
  return targetOf(driver, { command: joinCommand([command, ...args]) });
}

/** A driver as a target; `details` are added to those of the handshake. */
export function targetOf(driver: Driver, details: Readonly<Record<string, string>> = {}): Target {
  const { name, version, language, homepage, levels, capabilities, induces, profile } = driver.handshake;
  const mayTrace = capabilities.includes('trace');
  const around = (environment: Environment) => {
    const { profile, caller, file } = environment;
    return { environment: { profile, caller, file }, clock: environment.clock() };
  };
  return {
    name,
    version,
    capabilities,
    ...(profile ? { profile } : {}),
    details: { language, ...(homepage ? { homepage } : {}), ...details },
    ...(levels.includes('iter') ? { iter: iterTarget(driver) } : {}),
    ...(levels.includes('disk')
      ? {
          disk: {
            async mount(disk, environment) {
              const channel = await driver.session();
              const server = new DiskServer(disk, environment, mayTrace);
              const { geometry } = disk;
              requireZero('mount', await channel.request('mount', { geometry, ...around(environment) }, server));
              return new RemoteFile(channel, environment, server);
            },
          },
        }
      : {}),
    ...(levels.includes('file')
      ? {
          file: {
            induces,
            async prepare(content, environment, geometry) {
              const channel = await driver.session();
              const params = { content: base64(content), geometry, ...around(environment) };
              requireZero('prepare', await channel.request('prepare', params));
              return new RemoteFile(channel, environment);
            },
          },
        }
      : {}),
    close: () => driver.close(),
  };
}
