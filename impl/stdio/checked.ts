import { Misbehaviour } from '../../contract/misbehaviour.js';
import { Refusal } from './channel.js';
import { explained } from './explained.js';
import { DRIVER_METHODS, DRIVER_NOTES, type DriverMethod, type DriverNote, type DriverParams } from './messages.js';

/** The parameters of a request of the driver. Throws Refusal, which says what is wrong with which of them. */
export function checkedParams<M extends DriverMethod>(method: M, params: unknown): DriverParams<M> {
  const parsed = DRIVER_METHODS[method].params.safeParse(params);
  if (parsed.success) return parsed.data as DriverParams<M>;
  throw new Refusal(`valid params of ${method} (${explained(parsed.error.issues[0], params)})`);
}

/** The name of a message without id, if it is one of `allowed` and its parameters are right. Throws Refusal. */
export function checkedNote(method: string, params: unknown, allowed: readonly DriverNote[]): DriverNote {
  const name = allowed.find((note) => note === method);
  if (!name)
    throw new Refusal(allowed.length > 0 ? `without an id one of ${allowed.join(', ')}` : 'a message with an id');
  const parsed = DRIVER_NOTES[name].safeParse(params);
  if (parsed.success) return name;
  throw new Refusal(`valid params of ${name} (${explained(parsed.error.issues[0], params)})`);
}

/** The method of a request of the driver at this level. Throws Refusal, naming those that there are. */
export function methodAt(level: 'iter' | 'disk', method: string): DriverMethod {
  const there = (Object.keys(DRIVER_METHODS) as DriverMethod[]).filter((name) => DRIVER_METHODS[name].on === level);
  const name = there.find((candidate) => candidate === method);
  if (name) return name;
  throw new Refusal(`one of the methods ${there.join(', ')}`);
}

/** The driver answered with something that no such reply looks like. */
export const wrongResult = (method: string, problem: string): Misbehaviour =>
  new Misbehaviour('protocol error', `the result of ${method}: ${problem}`);
