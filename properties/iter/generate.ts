import fc from 'fast-check';
import type { CalleeScript, Errno, ProfileId, Ret, Scenario } from '../../contract/index.js';
import { boundaryBytes } from '../generate/boundaries.js';
import { scriptOf, type Choices } from './outcomes.js';
import { iterScenario, type IterWrite } from './scenario.js';

const MAX_COUNT = 65_536;
const ERRORS: readonly Errno[] = ['EIO', 'ENOSPC', 'EFAULT', 'EINTR', 'EDQUOT', 'EINVAL', 'EPERM', 'EAGAIN'];

const anError = fc.constantFrom<Ret>(...ERRORS);
const zeroOrError = (errors: number): fc.Arbitrary<Ret> =>
  fc.oneof({ weight: 10 - errors, arbitrary: fc.constant<Ret>(0) }, { weight: errors, arbitrary: anError });

/** A share of what is left, in parts of 8: 0 = nothing, 8 = all; with the byte next to it. */
const aShare = fc.record({ eighths: fc.integer({ min: 0, max: 8 }), nudge: fc.integer({ min: -1, max: 1 }) });
type Share = { eighths: number; nudge: number } | Errno;
const aTransfer: fc.Arbitrary<Share> = fc.oneof(
  { weight: 4, arbitrary: aShare },
  { weight: 1, arbitrary: fc.constantFrom<Share>(...ERRORS, 'EIOCBQUEUED') },
);

const takeShare = (share: Share, left: number): Ret =>
  typeof share === 'string' ? share : Math.max(0, Math.min(left, Math.floor((left * share.eighths) / 8) + share.nudge));

const aChecks: fc.Arbitrary<Share> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Share>({ eighths: 8, nudge: 0 }) },
  { weight: 1, arbitrary: aShare },
  { weight: 1, arbitrary: fc.constant<Share>('EFBIG') },
);

/** A callee that breaks its own promise: its return and what it did to the iov disagree. The core must still obey. */
const aLie = fc.option(fc.record({ callee: fc.constantFrom('direct', 'perform'), iovAdvance: fc.nat(3) }), {
  freq: 20,
});

const aWrite = fc.record({
  direct: fc.boolean(),
  positioned: fc.boolean(),
  pos: boundaryBytes({ min: 0, max: 200_000 }),
  count: boundaryBytes({ min: 1, max: MAX_COUNT }),
  checks: aChecks,
  removePrivs: zeroOrError(1),
  updateTime: zeroOrError(1),
  isDax: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  first: aTransfer,
  second: aTransfer,
  flush: zeroOrError(3),
  lie: aLie,
});

/** Random scenarios at `iter` level: 1 to 6 scripted writes on one file. */
export function iterScenarios(profile: ProfileId): fc.Arbitrary<Scenario> {
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 0xffffffff }),
      size: boundaryBytes({ min: 0, max: 100_000 }),
      writes: fc.array(aWrite, { minLength: 1, maxLength: 6 }),
    })
    .map(({ seed, size, writes }) =>
      iterScenario(
        profile,
        seed,
        size,
        writes.map((write) => concrete(profile, size, write)),
      ),
    );
}

type AbstractWrite = typeof aWrite extends fc.Arbitrary<infer W> ? W : never;

function concrete(profile: ProfileId, size: number, write: AbstractWrite): IterWrite {
  const { direct, pos, count, positioned } = write;
  const checked = takeShare(write.checks, count);
  const allowed = typeof checked === 'number' ? checked : count;
  const transferred = takeShare(write.first, allowed);
  const left = direct && typeof transferred === 'number' ? allowed - transferred : allowed;
  const choices: Choices = {
    checks: checked,
    removePrivs: write.removePrivs,
    updateTime: write.updateTime,
    isDax: write.isDax,
    direct: transferred,
    perform: takeShare(write.second, left),
    flush: write.flush,
  };
  const script = scriptOf({ profile, pos, count, size, direct }, choices);
  return { direct, pos, count, positioned, script: write.lie ? withLie(script, write.lie) : script };
}

function withLie(script: CalleeScript, lie: { callee: string; iovAdvance: number }): CalleeScript {
  const callee = lie.callee as 'direct' | 'perform';
  const told = script[callee];
  return { ...script, [callee]: { ...told, iovAdvance: Math.min(lie.iovAdvance, told.iovAdvance) } };
}
