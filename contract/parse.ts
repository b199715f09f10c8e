import { z } from 'zod';

/** A user's mistake: shown as one clear message, exit code 2, never with a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Validates untrusted data against a schema of the contract.
 * Throws UsageError naming `what`, the place, what was expected and what came.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue.path.length > 0 ? issue.path.map(String).join('.') : 'the top';
  throw new UsageError(`${what}: at ${place}: ${issue.message}; got ${preview(at(value, issue.path))}`);
}

/** As `parse`, from JSON text. */
export function parseJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${what}: not JSON: ${(error as Error).message}`);
  }
  return parse(schema, value, what);
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** A short, printable form of any value: control characters escaped, at most 80 characters. */
export function preview(value: unknown): string {
  let text: string;
  if (Object.is(value, -0)) text = '-0';
  else if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) text = String(value);
  else if (typeof value === 'function') text = 'a function';
  else {
    try {
      text = JSON.stringify(value) ?? typeof value;
    } catch {
      text = `a ${typeof value} that is not plain data`;
    }
  }
  text = text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
