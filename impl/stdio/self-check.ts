import type { Handshake } from './messages.js';
import { Misbehaviour } from '../../contract/misbehaviour.js';
import { Driver, type DriverOptions } from './driver.js';
import { DriverProcess, type Spawning } from './driver-process.js';
import { DISK_STEPS } from './self-check-disk.js';
import { FILE_STEPS } from './self-check-file.js';
import { ITER_STEPS } from './self-check-iter.js';
import { LINE_STEPS } from './self-check-lines.js';
import { WrongAnswer, type Bench, type Step } from './self-check-step.js';

/** How one step went; `problem` in words, with the end of standard error when there was one. */
export interface StepResult {
  readonly title: string;
  readonly outcome: 'ok' | 'wrong' | 'skipped';
  /** What was seen, what is wrong, or why it was skipped. */
  readonly note: string;
  readonly evidence: readonly string[];
}

const STEPS: readonly Step[] = [...LINE_STEPS, ...ITER_STEPS, ...FILE_STEPS, ...DISK_STEPS];

/**
 * Talks to a driver step by step, each with a driver of its own, and tells how each went. It judges the protocol only,
 * not what the driver returns. Throws UsageError when there is no handshake: then nothing can be said of the rest.
 */
export async function* selfCheck(spawning: Spawning, options: DriverOptions = {}): AsyncGenerator<StepResult> {
  const first = await Driver.run(spawning, options);
  const { handshake } = first;
  await first.close();
  yield { title: 'the handshake', outcome: 'ok', note: summary(handshake), evidence: [] };
  for (const step of STEPS) {
    const missing = step.needs?.(handshake);
    if (missing) yield { title: step.title, outcome: 'skipped', note: missing, evidence: [] };
    else yield await tried(step, spawning, options, handshake);
  }
}

async function tried(
  step: Step,
  spawning: Spawning,
  options: DriverOptions,
  handshake: Handshake,
): Promise<StepResult> {
  const { title } = step;
  let process: DriverProcess | undefined;
  let driver: Driver | undefined;
  const start = (): DriverProcess => (process = new DriverProcess(spawning));
  try {
    driver = await Driver.over(() => (step.around ?? same)(start()), options, title);
    const channel = await driver.session();
    const bench: Bench = { channel, handshake, said: driver.handshake, process: process as unknown as DriverProcess };
    const note = await step.run(bench);
    // What came behind the last answer is wrong too.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (channel.ended && !step.ends) throw channel.ended;
    return { title, outcome: 'ok', note: note ?? '', evidence: [] };
  } catch (error) {
    if (error instanceof WrongAnswer) return { title, outcome: 'wrong', note: error.message, evidence: [] };
    if (error instanceof Misbehaviour)
      return { title, outcome: 'wrong', note: `${error.verdict}: ${error.message}`, evidence: error.evidence };
    if (error instanceof Error && error.name === 'UsageError')
      return { title, outcome: 'wrong', note: error.message, evidence: [] };
    throw error;
  } finally {
    await driver?.close();
  }
}

const same = <T>(wire: T): T => wire;

const summary = ({ name, version, language, levels, limits }: Handshake): string =>
  `${name} ${version} in ${language}: ${levels.join(', ')}; window ${limits.window}`;
