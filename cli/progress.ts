import { SingleBar } from 'cli-progress';
import type { Progress } from '../properties/options.js';

const SEEN = '{rate} calls/s, {covered} transitions, {found} found';
const WITH_TOTAL = `{level} {phase}  {bar}  {value}/{total} scenarios, ${SEEN}`;
const WITHOUT_TOTAL = `{level} {phase}  {value} scenarios, {duration_formatted}, ${SEEN}`;

/** Milliseconds that a rate is taken over at least. */
const SHORTEST_MS = 100;

/** A bar on standard error, redrawn for each level and phase; it leaves nothing behind. */
export function drawProgress(): { show: (progress: Progress) => void; end: () => void } {
  let bar: SingleBar | undefined;
  let drawn = '';
  let level = '';
  let since = 0;
  return {
    show(progress) {
      const part = `${progress.level} ${progress.phase}`;
      if (progress.level !== level) [level, since] = [progress.level, performance.now()];
      const payload = payloadOf(progress, performance.now() - since);
      if (bar === undefined || drawn !== part) {
        bar?.stop();
        bar = newBar(progress.total === undefined ? WITHOUT_TOTAL : WITH_TOTAL);
        bar.start(progress.total ?? 0, progress.done, payload);
        drawn = part;
      }
      bar.update(progress.done, payload);
    },
    end: () => bar?.stop(),
  };
}

/** A bar for things that are done one after the other. */
export function drawCounter(what: string): {
  show: (done: number, total: number, id: string) => void;
  end: () => void;
} {
  let bar: SingleBar | undefined;
  return {
    show(done, total, id) {
      if (!bar) (bar = newBar(`${what}  {bar}  {value}/{total}  {id}`)).start(total, done, { id });
      bar.update(done, { id });
    },
    end: () => bar?.stop(),
  };
}

/** The fields of the format, `ms` milliseconds after the level began. So early there is no rate yet, only noise. */
export function payloadOf(
  { level, phase, found, covered, calls }: Progress,
  ms: number,
): Readonly<Record<string, unknown>> {
  return { level, phase, found, covered, rate: ms < SHORTEST_MS ? '-' : Math.round((calls / ms) * 1000) };
}

const newBar = (format: string): SingleBar =>
  new SingleBar({
    format,
    stream: process.stderr,
    barsize: 30,
    barCompleteChar: '#',
    barIncompleteChar: '.',
    clearOnComplete: true,
    hideCursor: false,
    linewrap: true,
    // Ctrl-C is ours to handle.
    gracefulExit: false,
  });
