import { Misbehaviour, UsageError } from '../../contract/index.js';
import type { Failure } from './messages.js';

/** An error in a form that can be sent to another thread. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { kind: 'usage', message: error.message };
  if (error instanceof Misbehaviour) {
    const { verdict, message, evidence } = error;
    return { kind: 'misbehaviour', verdict, message, evidence };
  }
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'bug', message, stack };
}

/** The error again, in the thread that asked. */
export function fromFailure(failure: Failure): Error {
  if (failure.kind === 'usage') return new UsageError(failure.message);
  if (failure.kind === 'misbehaviour') return new Misbehaviour(failure.verdict, failure.message, failure.evidence);
  const error = new Error(failure.message);
  error.stack = failure.stack;
  return error;
}
