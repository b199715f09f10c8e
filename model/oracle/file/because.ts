import { ERRNO } from '../../../contract/index.js';
import type { Leaf } from '../../leaves/table.js';
import { retText, type Allowed } from '../difference.js';
import { leafStory } from '../leaf-story.js';
import type { Evidence } from './evidence.js';
import type { Pending } from './pending-errors.js';
import { returnsText, type PossibleErrors } from './leaf-filter.js';
import type { WriteRequest } from './request.js';
import type { FileState } from './state.js';

/** Errors from before the call. */
export interface Waiting {
  /** Signed errnos that may be told. */
  readonly errnos: readonly number[];
  readonly pending: Pending;
}

/** What in this call, or before it, gives cause for an errno (signed). */
export function causeOf(errno: number, evidence: Evidence, waiting?: Waiting): string {
  const name = retText(errno);
  const causes: string[] = [];
  const note = (holds: boolean, text: string): void => {
    if (holds) causes.push(text);
  };
  const data = evidence.dataErrors.has(errno);
  note(evidence.writeErrors.has(errno), `a write of the disk failed with ${name}`);
  note(data && !evidence.writeErrors.has(errno), `the disk failed with ${name}`);
  note(evidence.inodeErrors.has(errno), `the inode record failed with ${name}`);
  note(evidence.flushErrors.has(errno), `the flush of the disk failed with ${name}`);
  note(!data && evidence.excuses.has(errno), excuse(name, evidence));
  const how = waiting?.pending === 'surely' ? 'failed and nobody was told' : 'may have failed';
  note(waiting?.errnos.includes(errno) ?? false, `an earlier writeback ${how}: ${name} may wait in the mapping`);
  return causes.join(', ');
}

function excuse(name: string, evidence: Evidence): string {
  if (evidence.liedSectors.length > 0) return `what the disk garbled may be taken for ${name}`;
  if (evidence.dataErrors.size > 0) return `what the disk failed with may be told as ${name}`;
  return evidence.failedSectors.length > 0 && !evidence.shortWrite
    ? `the fault induced for this call may end in ${name}`
    : `a transfer of the disk cut short may be taken for ${name}`;
}

/** Each errno (signed) with its cause. */
export const caused = (errors: Iterable<number>, evidence: Evidence, waiting?: Waiting): Allowed<number>[] =>
  [...errors].map((value) => ({ value, because: causeOf(value, evidence, waiting) }));

/** What the leaves that are possible may return, each with its story. */
export function leafReturnsBecause(
  leaves: readonly Leaf[],
  request: WriteRequest,
  errors: PossibleErrors,
  evidence: Evidence,
  waiting: Waiting,
): Allowed<number>[] {
  return leaves.flatMap((leaf) =>
    returnsText(leaf, request, errors).map((value) => {
      const story = cut(request) + leafStory(leaf, (_, outcome) => detail(outcome, value, request));
      return { value, because: value < 0 ? `${story} (${writeCause(value, request, evidence, waiting)})` : story };
    }),
  );
}

/** A request that a limit has made shorter. */
const cut = ({ offered, count }: WriteRequest): string =>
  count < offered ? `generic_write_checks cuts the ${offered} bytes to ${count}; ` : '';

/** A result that only explains itself in numbers: the part's size is unknown, its largest is told. */
function detail(outcome: string, value: number, request: WriteRequest): string {
  if (outcome === 'error' || outcome === '<0') return value < 0 ? retText(value) : 'an error';
  if (outcome === 'full') return `all ${request.count}`;
  return `a part, at most ${request.good}`;
}

function writeCause(errno: number, request: WriteRequest, evidence: Evidence, waiting: Waiting): string {
  if (errno === -ERRNO.EINVAL && request.misaligned) return 'the request is not aligned to sectors';
  if (errno === -ERRNO.EFAULT && request.good < request.count)
    return `byte ${request.good} of the request is unreadable`;
  return causeOf(errno, evidence, waiting);
}

/** Why a call is refused before the core. */
export function refusalBecause(state: FileState, request: WriteRequest): string {
  switch (request.refusal) {
    case 'nothing':
      return 'generic_write_checks: 0 bytes are offered, so nothing is done';
    case 'ENOSPC':
      return `generic_write_checks: ${request.start} is at or past the end of the device, ${state.size}`;
    case 'EFBIG':
      return request.signal
        ? `generic_write_checks: ${request.start} is at or past RLIMIT_FSIZE ${String(state.spec.rlimitFsize)}`
        : `generic_write_checks: ${request.start} is at or past the largest offset`;
    default:
      return 'vfs_write: the descriptor is not open for writing';
  }
}
