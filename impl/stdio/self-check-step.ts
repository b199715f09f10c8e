import type { z } from 'zod';
import type { Channel, Server } from './channel.js';
import type { DriverProcess } from './driver-process.js';
import { explained } from './explained.js';
import { SUITE_METHODS, type Handshake, type SuiteMethod } from './messages.js';
import type { Wire } from './wire.js';

/** What a step works with: a driver that has just said hello. */
export interface Bench {
  readonly channel: Channel;
  /** What the first of all drivers said, and this one. */
  readonly handshake: Handshake;
  readonly said: Handshake;
  readonly process: DriverProcess;
}

export interface Step {
  readonly title: string;
  /** Why it can't be done with this driver, if so. */
  readonly needs?: (handshake: Handshake) => string | undefined;
  /** Puts something between the suite and the driver. */
  readonly around?: (wire: Wire) => Wire;
  /** The driver is gone afterwards. */
  readonly ends?: boolean;
  /** Resolves with what is worth telling. Throws WrongAnswer or Misbehaviour. */
  run(bench: Bench): Promise<string | undefined>;
}

/** What a driver answered is not what the protocol asks for. */
export class WrongAnswer extends Error {}

export const needsLevel =
  (level: Handshake['levels'][number]) =>
  ({ levels }: Handshake): string | undefined =>
    levels.includes(level) ? undefined : `the driver has no level ${level}`;

type Result<M extends SuiteMethod> = z.infer<(typeof SUITE_METHODS)[M]['result']>;

/** Asks, and makes sure that the answer has the form that the protocol gives it. */
export async function asked<M extends SuiteMethod>(
  channel: Channel,
  method: M,
  params: z.infer<(typeof SUITE_METHODS)[M]['params']>,
  server?: Server,
): Promise<Result<M>> {
  const answer = await channel.request(method, params, server);
  const parsed = SUITE_METHODS[method].result.safeParse(answer);
  if (parsed.success) return parsed.data as Result<M>;
  throw new WrongAnswer(`${method}: ${explained(parsed.error.issues[0], answer)}`);
}

/** Compares, both as JSON. */
export function expectSame(what: string, got: unknown, expected: unknown): void {
  const [gotText, expectedText] = [JSON.stringify(got) ?? 'nothing', JSON.stringify(expected) ?? 'nothing'];
  if (gotText !== expectedText)
    throw new WrongAnswer(`${what}: expected ${expectedText.slice(0, 200)}, got ${gotText.slice(0, 200)}`);
}
