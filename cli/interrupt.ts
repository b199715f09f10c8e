import { EXIT_CODES } from '../contract/words.js';
import type { Terminal } from './terminal.js';

/**
 * The first Ctrl-C (or SIGTERM, or SIGHUP) aborts `signal`, so that the run stops after its scenario and what was found is
 * printed; the second ends the process at once. `release` gives them their usual meaning back.
 */
export function stopOnInterrupt(terminal: Terminal): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const release = terminal.onInterrupt(() => {
    if (controller.signal.aborted) terminal.exit(EXIT_CODES.interrupted);
    terminal.err('\nwoe: stopping after this scenario; Ctrl-C again stops at once\n');
    controller.abort();
  });
  return { signal: controller.signal, release };
}
