import { SingleBar } from 'cli-progress';
import type { Progress } from '../properties/options.js';

const WITH_TOTAL = '{level} {phase}  {bar}  {value}/{total} scenarios, {deviations} deviations';
const WITHOUT_TOTAL = '{level} {phase}  {value} scenarios, {deviations} deviations, {duration_formatted}';

/** A bar on standard error, redrawn for each level and phase; it leaves nothing behind. */
export function drawProgress(): { show: (progress: Progress) => void; end: () => void } {
  let bar: SingleBar | undefined;
  let drawn = '';
  return {
    show(progress) {
      const part = `${progress.level} ${progress.phase}`;
      const payload = { level: progress.level, phase: progress.phase, deviations: progress.deviations };
      if (bar === undefined || drawn !== part) {
        bar?.stop();
        bar = newBar(progress.total);
        bar.start(progress.total ?? 0, progress.done, payload);
        drawn = part;
      }
      bar.update(progress.done, payload);
    },
    end: () => bar?.stop(),
  };
}

const newBar = (total: number | undefined): SingleBar =>
  new SingleBar({
    format: total === undefined ? WITHOUT_TOTAL : WITH_TOTAL,
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
