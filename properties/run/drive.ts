import type { Maybe } from '../../contract/index.js';

/** A computation that hands out what may be a promise and is given the value back. */
export type Steps<T> = Generator<unknown, T, unknown>;

/** `const value = yield* wait(target.call())`: typed access to a result that may be a promise. */
export function* wait<T>(value: Maybe<T>): Generator<unknown, T, unknown> {
  return (isThenable(value) ? yield value : value) as T;
}

/** What throws when it is asked is none: it goes on as the value that it is, and is refused as such. */
export function isThenable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}

/** Runs to the end: at once if nothing was a promise, so that synchronous targets cost no turn of the event loop. */
export function drive<T>(steps: Steps<T>): Maybe<T> {
  const first = steps.next();
  return first.done ? first.value : driveAsync(steps, first);
}

async function driveAsync<T>(steps: Steps<T>, first: IteratorYieldResult<unknown>): Promise<T> {
  let next: IteratorResult<unknown, T> = first;
  while (!next.done) {
    let value: unknown;
    try {
      value = await next.value;
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}
