import type { Contender } from './contender.js';
import type { Effort, Measured } from './row.js';

/** Units per second of one turn of `ms`; each batch is given the next number. Before it a warm-up, if that takes time. */
export type RateOf = (
  contender: Contender,
  nextPass: () => number,
  ms: number,
  warmupMs: number,
) => number | Promise<number>;

/** What a contender's warm-up takes, in turns: code is compiled once it has run for a while. */
const WARM_UP_TURNS = 5;

/** One turn of a contender: its rate, in units per second. */
export type Turn = (round: number) => number | Promise<number>;

/**
 * The rates of each, by round. Each round begins with another one, so that what disturbs the machine for a while
 * disturbs all.
 */
export async function inRounds(rounds: number, turns: readonly Turn[]): Promise<number[][]> {
  const rates = turns.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < turns.length; turn++) {
      const which = (round + turn) % turns.length;
      rates[which].push(await turns[which](round));
    }
  return rates;
}

/** Measures the contenders in rounds. The median of the rounds is the number; the lowest and highest are the spread. */
export async function measure(
  contenders: readonly Contender[],
  { rounds, turnMs }: Effort,
  rateOf?: RateOf,
  warmUpTurns = WARM_UP_TURNS,
): Promise<Measured[]> {
  // The benchmark library is loaded only where something is timed.
  const rate = rateOf ?? (await import('./rate-of.js')).rateOf;
  const turns = contenders.map((contender) => {
    let pass = 0;
    return (round: number) => rate(contender, () => pass++, turnMs, round === 0 ? turnMs * warmUpTurns : 0);
  });
  const rates = await inRounds(rounds, turns);
  return contenders.map(({ name, what }, i) => measured(name, what, rates[i]));
}

/** The median of the rounds, with their spread. Rates in units per second. */
export function measured(name: string, what: string, rates: readonly number[]): Measured {
  const sorted = [...rates].sort((a, b) => a - b);
  return {
    name,
    what,
    median: median(sorted),
    lowest: sorted[0],
    highest: sorted[sorted.length - 1],
    rounds: rates.length,
  };
}

/** The median of the one with this name. */
export function medianOf(all: readonly Measured[], name: string): number {
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found.median;
}

/** The middle of a sorted list, or the mean of its two middles. */
export function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
