import type { z } from 'zod';
import { preview } from '../../contract/parse.js';

/** An issue of zod in our words: where, what was expected, what came. */
export function explained(issue: z.core.$ZodIssue, value: unknown): string {
  const at = issue.path.map(String).join('.');
  const got = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  return `${at === '' ? 'the result' : at}: ${issue.message}; got ${preview(got)}`;
}
