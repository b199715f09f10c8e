import { describe, expect, it } from '@jest/globals';
import { fromSigned, toSigned, type Errno, type ProfileId } from '../../../contract/index.js';
import { doubtErrors, flushable, PendingErrors, raiseErrors, reportable, type Pending } from './pending-errors.js';
import { FileState, type Description } from './state.js';
import { SCENARIO } from './story.sample.js';

const errnos = (...names: Errno[]): ReadonlySet<number> => new Set(names.map(toSigned));
const names = (signed: Iterable<number>): unknown[] => [...signed].map(fromSigned);

/** What happens to the flags of a mapping, one step after the other. */
type Step = ['raise' | 'doubt', ...Errno[]] | ['weaken'] | ['clear'];

function after(...steps: Step[]): PendingErrors {
  const errors = new PendingErrors();
  for (const [how, ...which] of steps)
    if (how === 'raise' || how === 'doubt') errors[how](errnos(...which));
    else errors[how]();
  return errors;
}

describe('the flags of a mapping', () => {
  it.each<[Step[], Pending, Pending, Pending, Errno[]]>([
    [[], 'none', 'none', 'none', []],
    [[['raise', 'EIO']], 'surely', 'none', 'surely', ['EIO']],
    [[['raise', 'EDQUOT']], 'surely', 'none', 'surely', ['EIO']],
    [[['raise', 'ENOSPC']], 'none', 'surely', 'surely', ['EIO', 'ENOSPC']],
    [[['raise', 'ENOSPC', 'EIO']], 'surely', 'surely', 'surely', ['EIO']],
    [
      [
        ['raise', 'ENOSPC'],
        ['raise', 'EIO'],
      ],
      'surely',
      'surely',
      'surely',
      ['EIO'],
    ],
    [[['doubt', 'EIO']], 'maybe', 'none', 'maybe', ['EIO']],
    [[['doubt', 'ENOSPC']], 'maybe', 'maybe', 'maybe', ['EIO', 'ENOSPC']],
    [[['doubt', 'EDQUOT']], 'maybe', 'none', 'maybe', ['EIO']],
    [
      [
        ['raise', 'ENOSPC'],
        ['doubt', 'EIO'],
      ],
      'maybe',
      'surely',
      'surely',
      ['EIO', 'ENOSPC'],
    ],
    [
      [
        ['raise', 'ENOSPC'],
        ['doubt', 'ENOSPC'],
      ],
      'maybe',
      'surely',
      'surely',
      ['EIO', 'ENOSPC'],
    ],
    [
      [
        ['raise', 'EIO'],
        ['doubt', 'ENOSPC'],
      ],
      'surely',
      'maybe',
      'surely',
      ['EIO'],
    ],
    [
      [
        ['raise', 'EIO'],
        ['doubt', 'EIO'],
      ],
      'surely',
      'none',
      'surely',
      ['EIO'],
    ],
    [[['weaken']], 'none', 'none', 'none', []],
    [[['raise', 'EIO'], ['weaken']], 'maybe', 'none', 'maybe', ['EIO']],
    [[['raise', 'ENOSPC'], ['weaken']], 'none', 'maybe', 'maybe', ['EIO', 'ENOSPC']],
    [[['raise', 'EIO', 'ENOSPC'], ['weaken']], 'maybe', 'maybe', 'maybe', ['EIO', 'ENOSPC']],
    [[['raise', 'EIO', 'ENOSPC'], ['clear']], 'none', 'none', 'none', []],
  ])('after %j: AS_EIO %s, AS_ENOSPC %s, any %s, told as %j', (steps, eio, enospc, any, flagged) => {
    const errors = after(...steps);
    expect([errors.eio, errors.enospc, errors.any]).toEqual([eio, enospc, any]);
    expect(names(errors.flagged())).toEqual(flagged);
  });

  it.each<[Step[], Errno[]]>([
    [[], []],
    [[['raise', 'EIO']], ['EIO']],
    [[['raise', 'ENOSPC']], ['ENOSPC', 'EIO']],
    [
      [
        ['raise', 'ENOSPC'],
        ['raise', 'EDQUOT'],
      ],
      ['EDQUOT', 'EIO'],
    ],
    [
      [
        ['raise', 'ENOSPC'],
        ['doubt', 'EDQUOT'],
      ],
      ['ENOSPC', 'EIO', 'EDQUOT'],
    ],
    [[['doubt', 'EIO']], ['EIO']],
    [
      [
        ['raise', 'ENOSPC'],
        ['doubt', 'EIO'],
      ],
      ['ENOSPC', 'EIO'],
    ],
  ])('after %j the newest error may be %j', (steps, newest) => {
    expect(names(after(...steps).newest)).toEqual(newest);
  });
});

/** A file with two open descriptions. */
function opened(profile: ProfileId): [FileState, Description, Description] {
  const state = new FileState({ ...SCENARIO, profile });
  const [first, second] = [0, 1].map((slot): Description => {
    const description: Description = { offset: 0, flags: new Set(), pending: 'none', errnos: errnos(), references: 1 };
    state.descriptors.set(slot, description);
    return description;
  });
  return [state, first, second];
}

describe('what each open file description may be told', () => {
  it('all are, of an error that is sure', () => {
    const [state, first, second] = opened('linux-6.x');
    raiseErrors(state, errnos('ENOSPC'));
    for (const { pending, errnos: told } of [first, second])
      expect([pending, names(told)]).toEqual(['surely', ['ENOSPC', 'EIO']]);
    expect(state.errors.enospc).toBe('surely');
  });

  it('an error that is sure replaces those before it', () => {
    const [state, first] = opened('linux-6.x');
    raiseErrors(state, errnos('ENOSPC'));
    raiseErrors(state, errnos('EDQUOT'));
    expect(names(first.errnos)).toEqual(['EDQUOT', 'EIO']);
  });

  it('all may be, of an error that is in doubt', () => {
    const [state, first, second] = opened('linux-6.x');
    doubtErrors(state, errnos('ENOSPC'));
    for (const { pending, errnos: told } of [first, second])
      expect([pending, names(told)]).toEqual(['maybe', ['ENOSPC', 'EIO']]);
    expect(state.errors.enospc).toBe('maybe');
  });

  it('an error in doubt joins those that wait, and makes none less sure', () => {
    const [state, first, second] = opened('linux-6.x');
    raiseErrors(state, errnos('ENOSPC'));
    second.pending = 'none';
    doubtErrors(state, errnos('EDQUOT'));
    expect([first.pending, names(first.errnos)]).toEqual(['surely', ['ENOSPC', 'EIO', 'EDQUOT']]);
    expect([second.pending, names(second.errnos)]).toEqual(['maybe', ['EDQUOT', 'EIO']]);
    doubtErrors(state, errnos('ENOSPC'));
    expect([second.pending, names(second.errnos)]).toEqual(['maybe', ['EDQUOT', 'EIO', 'ENOSPC']]);
  });
});

describe('who is told', () => {
  /** By fsync, and by the flush of a direct request: `seen` = the description was told already. */
  function told(profile: ProfileId, seen: boolean): { fsync: unknown[]; flush: unknown[] } {
    const [state, description] = opened(profile);
    raiseErrors(state, errnos('EDQUOT'));
    if (seen) description.pending = 'none';
    return { fsync: names(reportable(state, description)), flush: names(flushable(state, description)) };
  }

  it('before 4.13 whoever asks first, of the flags of the mapping', () => {
    expect(told('linux-4.x', false)).toEqual({ fsync: ['EIO'], flush: ['EIO'] });
    expect(told('linux-4.x', true)).toEqual({ fsync: ['EIO'], flush: ['EIO'] });
  });

  it('since 4.13 each description once by fsync, of the newest errno; a flush still sees the flags', () => {
    expect(told('linux-6.x', false)).toEqual({ fsync: ['EDQUOT', 'EIO'], flush: ['EIO'] });
    expect(told('linux-6.x', true)).toEqual({ fsync: [], flush: ['EIO'] });
  });

  it('under POSIX anybody, of any error of space or the device', () => {
    const any = ['EIO', 'ENOSPC', 'EDQUOT'];
    expect(told('posix', false)).toEqual({ fsync: any, flush: any });
    expect(told('posix', true)).toEqual({ fsync: any, flush: any });
    const [state, description] = opened('posix');
    expect([...reportable(state, description), ...flushable(state, description)]).toEqual([]);
    description.pending = 'maybe';
    expect(names(reportable(state, description))).toEqual(any);
  });
});
