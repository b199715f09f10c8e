import type { DiskStep } from '../../contract/index.js';
import type { Step } from './explanation.js';

/** Operations on the inode record and on the whole disk name no sectors. */
const WITHOUT_SECTORS: readonly DiskStep['op'][] = ['flush', 'readInode', 'writeInode', 'powerCut'];

export const sectorsText = ({ op, sector, count }: Pick<DiskStep, 'op' | 'sector' | 'count'>): string =>
  WITHOUT_SECTORS.includes(op) ? '' : ` sectors [${sector}, ${sector + count})`;

/** What the target asked of the disk, one step for each run of operations that follow on each other without trouble. */
export function diskSteps(operations: readonly DiskStep[]): Omit<Step, 'leftOut'>[] {
  return runsOf(operations).map(({ step, operations: count }) => ({
    depth: 0,
    text: `${step.op}${sectorsText(step)}`,
    ret: String(step.ret),
    note: [step.struck && `${step.struck} struck here`, count > 1 && `${count} operations`].filter(Boolean).join(', '),
    allowed: '',
    mark: step.struck ? 'fault' : null,
  }));
}

interface Run {
  readonly step: DiskStep;
  readonly operations: number;
}

function runsOf(operations: readonly DiskStep[]): Run[] {
  const runs: Run[] = [];
  for (const step of operations) {
    const last = runs.at(-1);
    if (last && followsOn(last.step, step)) {
      const { step: before } = last;
      const joined = { ...before, count: before.count + step.count, ret: Number(before.ret) + Number(step.ret) };
      runs[runs.length - 1] = { step: joined, operations: last.operations + 1 };
    } else runs.push({ step, operations: 1 });
  }
  return runs;
}

/** Joined are the complete transfers and the allocations of sectors that lie one after the other. */
function followsOn(before: DiskStep, step: DiskStep): boolean {
  const plain = ({ ret, count, struck, op }: DiskStep): boolean =>
    struck === null && !WITHOUT_SECTORS.includes(op) && (ret === count || ret === 0) && typeof ret === 'number';
  const alike = before.op === step.op && (before.ret === 0) === (step.ret === 0);
  return alike && plain(before) && plain(step) && before.sector + before.count === step.sector;
}
