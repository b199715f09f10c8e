import { EXEC_FAMILY } from '../../contract/target-name.js';
import type { TargetLookup } from '../target.js';
import { joinCommand, requireCommand, splitCommand } from './command-line.js';
import type { DriverOptions } from './driver.js';
import { stdioTarget } from './target.js';

export { EXEC_FAMILY } from '../../contract/target-name.js';
export { joinCommand, splitCommand } from './command-line.js';
export { DEFAULT_TIMEOUT_MS, type DriverOptions } from './driver.js';
export { PROTOCOL } from './messages.js';
export { stdioTarget } from './target.js';

/** The name of the target that these words run: `exec:` and the words, quoted where they need it. Throws UsageError. */
export const execName = (argv: readonly string[]): string => `${EXEC_FAMILY}:${joinCommand(requireCommand(argv))}`;

/** The family `exec`: commands, split into words without a shell. They can't be listed. */
export const execLookup = (options: DriverOptions = {}): TargetLookup => ({
  list: () => [],
  find(id) {
    const [command, ...args] = splitCommand(id);
    return stdioTarget(command, args, options);
  },
});

export const EXEC_LOOKUP = execLookup();
