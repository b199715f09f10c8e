/**
 * A program that uses a driver and ends in the way that its argument names, while the driver hangs. It prints
 * `ready` first. Given a file too, the driver makes it, and removes it when its standard input ends.
 */
import { join } from 'node:path';
import type { Target } from '../../contract/index.js';
import { stdioTarget } from './target.js';

const DRIVER = join(__dirname, '..', '..', 'fixtures', 'drivers', 'harness', 'driver.js');

/** What ends the program; a signal ends it from outside. */
const WAYS: Readonly<Record<string, (target: Target) => unknown>> = {
  exit: () => process.exit(0),
  throw: () => {
    throw new Error('a bug');
  },
  close: (target) => target.close?.(),
  signal: () => setInterval(() => undefined, 1000),
};

async function main(way: string, file?: string): Promise<void> {
  const mode = file === undefined ? ['hang'] : ['tidy', file];
  const target = await stdioTarget(process.execPath, [DRIVER, ...mode], { timeoutMs: 60_000 });
  const inode = { size: 0, backingDevInfo: {}, lock: () => undefined, unlock: () => undefined };
  const kiocb = { kiPos: 0, direct: false, inode, task: { backingDevInfo: null } };
  const asked = target.iter?.writeIter(kiocb, { count: 1, advance: () => undefined }, {} as never);
  Promise.resolve(asked).catch(() => undefined);
  process.stdout.write('ready\n', () => WAYS[way](target));
}

void main(process.argv[2], process.argv[3]);
