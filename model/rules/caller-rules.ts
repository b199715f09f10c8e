import { rows, type Rule } from './rule.js';

/**
 * What a program owes to the answers of the kernel. No level has these rules: they are about the caller, not about the
 * target, and only a recorded trace shows them.
 */
export const CALLER_RULES: readonly Rule[] = rows(
  [],
  [
    {
      id: 'caller-retries-short-write',
      title:
        'After a short write the caller writes the rest, or takes the failure for one: it never goes on as if all was written',
      facts: ['write'],
      observes: ['order', 'content'],
      kernelFunction: 'write(2), the caller',
      why: 'A short write is no error: who ignores the count loses the rest of the bytes without any message.',
    },
  ],
);
