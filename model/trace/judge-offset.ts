import { WHENCE, type TraceEvent } from '../../contract/trace-event.js';
import type { Court } from './court.js';
import type { Description } from './description.js';
import { judgeSize } from './judge-size.js';
import { rebase } from './rests.js';
import { TRACE_RULE } from './trace-rules.js';
import type { World } from './world.js';

const LSEEK = TRACE_RULE['lseek-sets-offset'];
const DUP = TRACE_RULE['offset-shared-by-dup'];

/** A successful lseek: it shows the offset, or the size, and sets the offset. `alone` = no other call overlapped it. */
export function judgeLseek(court: Court, world: World, description: Description, e: TraceEvent, alone: boolean): void {
  const { whence, offset, ret } = e;
  const { inode } = description;
  if (inode.kind === 'other') return;
  inode.kind = 'file';
  if (whence === WHENCE.SEEK_SET) {
    if (ret === offset) court.tally.conform[LSEEK]++;
    else
      court.deviates(LSEEK, e, inode.path, {
        allowed: [offset < 0 ? 'EINVAL' : String(offset)],
        got: String(ret),
        because: 'SEEK_SET sets the offset to what it was told',
      });
  } else if (whence === WHENCE.SEEK_END) judgeSize(court, world, description, e, ret - offset, alone);
  else if (whence === WHENCE.SEEK_CUR) judgeOffset(court, world, description, e, alone);
  if (alone) description.setOffset(ret);
  else description.forgetOffset();
  description.offsetRule = LSEEK;
  description.lastFd = e.fd;
}

function judgeOffset(court: Court, world: World, description: Description, e: TraceEvent, alone: boolean): void {
  const { offset, ret } = e;
  const rule = description.lastFd >= 0 && description.lastFd !== e.fd ? DUP : description.offsetRule;
  if (description.known && !alone) {
    court.tally.cannotTell(rule, 'another call on the same offset overlapped', e.line);
    return;
  }
  if (!description.known) {
    // The first time that it is told: what was counted from an unknown place can be counted from the start.
    if (alone) rebase(description, ret - offset - description.offset);
    return;
  }
  const allowed = description.offset + offset;
  if (ret === allowed) {
    court.tally.conform[rule]++;
    return;
  }
  const excuse = whyElsewhere(court, world, description, ret > allowed);
  if (excuse !== undefined) {
    court.tally.cannotTell(rule, excuse, e.line);
    return;
  }
  court.deviates(rule, e, description.inode.path, {
    allowed: [String(allowed)],
    got: String(ret),
    because: `the calls before leave the offset at ${description.offset}${offset === 0 ? '' : `, and lseek adds ${offset}`}`,
  });
}

/** Why an offset may be another one than the trace implies although the kernel did nothing wrong. */
function whyElsewhere(court: Court, world: World, description: Description, farther: boolean): string | undefined {
  const { inherited, leaked, access, append, inode } = description;
  if (inherited) return 'the descriptor was open before the trace began: others may share it';
  if (leaked || world.heldUnseen(inode)) return 'a process that is not in the trace shares the descriptor';
  if (append && !inode.born) return 'programs outside of the trace may append to the file';
  if (farther && access !== 'write' && !court.readsSeen)
    return 'no read is in the trace: the recording may leave them out';
  return undefined;
}
