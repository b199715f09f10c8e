import { Bench } from 'tinybench';
import type { Contender } from './contender.js';

/** Times one turn with tinybench, without the warm-up. */
export async function rateOf(
  contender: Contender,
  nextPass: () => number,
  ms: number,
  warmupMs: number,
): Promise<number> {
  const bench = new Bench({
    time: ms,
    iterations: 1,
    warmup: warmupMs > 0,
    warmupTime: warmupMs,
    warmupIterations: 1,
    throws: true,
  });
  let units = 0;
  const run = async (): Promise<void> => {
    units += await contender.run(nextPass());
  };
  // What the warm-up did is not counted.
  bench.add(contender.name, run, { async: true, beforeAll: () => void (units = 0) });
  const [task] = await bench.run();
  const { result } = task;
  if (!('totalTime' in result)) throw new Error(`${contender.name} was not measured: ${result.state}`);
  return (units / result.totalTime) * 1000;
}
