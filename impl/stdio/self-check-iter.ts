import type { Callee, Callees, IovIter, Kiocb, Ret } from '../../contract/index.js';
import { CalleeServer } from './iter-target.js';
import { asked, needsLevel, WrongAnswer, type Bench, type Step } from './self-check-step.js';

const POS = 4096;
const COUNT = 1000;

/** What each callee returns, and how far it moves the iov and ki_pos. */
type Script = Readonly<Partial<Record<Callee, { ret: Ret; iov?: number; kiPos?: number }>>>;

const DIRECT_PART: Script = { direct: { ret: 512, iov: 512, kiPos: 512 }, perform: { ret: 488, iov: 488 } };

/** One write, whose callees do what the script says; the others succeed. */
async function write({ channel, handshake }: Bench, direct: boolean, script: Script): Promise<string> {
  const called: Callee[] = [];
  let left = COUNT;
  const inode = { size: POS, backingDevInfo: {}, lock: () => undefined, unlock: () => undefined };
  const kiocb: Kiocb = { kiPos: POS, direct, inode, task: { backingDevInfo: null } };
  const from: IovIter = {
    get count() {
      return left;
    },
    advance: (bytes) => void (left -= bytes),
  };
  const call = (callee: Callee): Ret => {
    called.push(callee);
    const { ret, iov = 0, kiPos = 0 } = script[callee] ?? { ret: 0 };
    left -= iov;
    kiocb.kiPos += kiPos;
    return ret;
  };
  const callees: Callees = {
    checks: () => call('checks'),
    removePrivs: () => call('removePrivs'),
    updateTime: () => call('updateTime'),
    isDax: () => call('isDax') === 1,
    direct: () => call('direct'),
    perform: () => call('perform'),
    flush: () => call('flush'),
    invalidate: () => call('invalidate'),
  };
  const server = new CalleeServer(kiocb, from, callees);
  const { ret, iovLeft } = await asked(channel, 'writeIter', { kiPos: POS, count: COUNT, direct, size: POS }, server);
  if (called.length === 0)
    throw new WrongAnswer(
      `writeIter was answered without one callee request (profile ${handshake.profile ?? 'linux-4.x'})`,
    );
  if (iovLeft !== left)
    throw new WrongAnswer(`writeIter: expected iovLeft ${left}, as the last callee left it, got ${iovLeft}`);
  return `${called.join(', ')}; returned ${ret}`;
}

const step = (title: string, direct: boolean, script: Script): Step => ({
  title,
  needs: needsLevel('iter'),
  run: (bench) => write(bench, direct, script),
});

/** The exchange of callees in both directions. */
export const ITER_STEPS: readonly Step[] = [
  step('iter: a buffered write', false, { checks: { ret: COUNT }, perform: { ret: COUNT, iov: COUNT } }),
  step('iter: a callee that fails', false, { checks: { ret: COUNT }, removePrivs: { ret: 'EIO' } }),
  step('iter: a direct write that falls back', true, { checks: { ret: COUNT }, ...DIRECT_PART }),
  step('iter: its flush fails', true, { checks: { ret: COUNT }, ...DIRECT_PART, flush: { ret: 'ENOSPC' } }),
];
