import { spawnSync, type ChildProcess } from 'node:child_process';

/** A process group of its own for each child, so that what a driver starts ends with it; Windows has trees instead. */
export const OWN_GROUP = process.platform !== 'win32';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How long children may take to end by themselves after a signal, in milliseconds: some have files to remove. */
const FAREWELL_MS = 300;
const live = new Set<ChildProcess>();
let isEnding = false;

/** Ends the child when this process ends, however that comes about (but for SIGKILL). */
export function adopt(child: ChildProcess): void {
  if (live.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  live.add(child);
}

/** Kills the child and whatever it started. */
export function kill(child: ChildProcess): void {
  live.delete(child);
  if (live.size === 0) {
    process.off('exit', killAll);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  if (child.pid === undefined) return;
  try {
    if (OWN_GROUP) process.kill(-child.pid, 'SIGKILL');
    else {
      spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true, stdio: 'ignore' });
      child.kill('SIGKILL');
    }
  } catch {
    // There is nobody left in the group.
  }
}

function killAll(): void {
  for (const child of live) kill(child);
}

/**
 * Someone else who listens decides what the signal means; else it means what it always does, once the children have ended.
 * The second one does not wait for them.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  const end = (): void => {
    killAll();
    process.kill(process.pid, signal);
  };
  if (isEnding) {
    end();
    return;
  }
  isEnding = true;
  setTimeout(end, FAREWELL_MS);
  let left = live.size;
  for (const child of live) {
    child.once('exit', () => {
      if (--left === 0) end();
    });
    child.stdin?.end();
  }
}
