import { UsageError, preview } from '../contract/parse.js';

/** What an option or argument asks for, for the one line that a wrong value gets. */
export interface Expectation {
  /** As the user typed it, e.g. `--runs`. */
  readonly option: string;
  /** In words, after "expected". */
  readonly expected: string;
  readonly example: string;
}

/** The error for a wrong value: option, what was expected, what came, an example. */
export const unexpected = ({ option, expected, example }: Expectation, got: unknown, hint = ''): UsageError =>
  new UsageError(`${option}: expected ${expected}, got ${preview(got)}${hint}; example: ${example}`);

/** Reads a whole number in [min, max]; only decimal digits, so that `1e3`, `0x10` and `1.5` are not guessed at. */
export const wholeNumber =
  (option: string, min: number, max: number, example: string) =>
  (text: string): number => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw unexpected({ option, expected: `a whole number from ${min} to ${max}`, example }, text);
  };

/** Reads a positive number of seconds up to `max`; returns milliseconds. */
export const seconds =
  (option: string, max: number, example: string) =>
  (text: string): number => {
    const value = /^\d{0,9}(\.\d{1,3})?$/.test(text) && text !== '' ? Number(text) : NaN;
    if (value > 0 && value <= max) return Math.ceil(value * 1000);
    throw unexpected({ option, expected: `seconds above 0 and up to ${max}`, example }, text);
  };
