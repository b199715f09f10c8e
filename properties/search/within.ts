import { Misbehaviour, type Maybe } from '../../contract/index.js';

/** The value, if it comes within `ms` milliseconds; else Misbehaviour *timed out*. A value that is there costs no timer. */
export function within<T>(value: Maybe<T>, ms: number): Maybe<T> {
  if (!(value instanceof Promise)) return value;
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Misbehaviour('timed out', `no answer within ${ms / 1000} s`));
    }, ms);
    value.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
