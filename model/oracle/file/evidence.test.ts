import { describe, expect, it } from '@jest/globals';
import { fromSigned, type DiskFaultKind, type DiskStep, type Fault } from '../../../contract/index.js';
import { evidenceOf, evidenceOfInduced, NO_EVIDENCE, type Evidence } from './evidence.js';
import { disk } from './story.sample.js';

const EVERYWHERE = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** What differs from no evidence at all, with errnos by name. */
function told(evidence: Evidence): Record<string, unknown> {
  const names = (value: unknown): unknown =>
    value instanceof Set ? [...(value as Set<number>)].map((errno) => fromSigned(errno)) : value;
  const differ = (Object.keys(evidence) as (keyof Evidence)[]).filter(
    (key) => JSON.stringify(names(evidence[key])) !== JSON.stringify(names(NO_EVIDENCE[key])),
  );
  return Object.fromEntries(differ.map((key) => [key, names(evidence[key])]));
}

const FAILED = { dataErrors: ['EIO'], excuses: ['EIO'] };
const WROTE = { wroteDisk: true };

describe('what the requests to the disk give cause for', () => {
  it('is nothing without a request', () => {
    expect(evidenceOf([], [])).toBe(NO_EVIDENCE);
    expect(told(NO_EVIDENCE)).toEqual({});
  });

  it.each<[string, DiskStep[], Record<string, unknown>]>([
    ['a read that fails', [disk('read', 'EIO')], FAILED],
    [
      'a write that fails: data is lost, and its pages may be clean over old data',
      [disk('write', 'EIO', 2, 3)],
      { ...FAILED, ...WROTE, writeErrors: ['EIO'], failedSectors: [{ from: 2, to: 5 }] },
    ],
    [
      'any errno, which may be told as EIO too',
      [disk('write', 'ENOSPC', 2, 3)],
      {
        ...WROTE,
        dataErrors: ['ENOSPC'],
        writeErrors: ['ENOSPC'],
        excuses: ['ENOSPC', 'EIO'],
        failedSectors: [{ from: 2, to: 5 }],
      },
    ],
    [
      'an allocation that fails',
      [disk('allocate', 'EDQUOT', 7)],
      { dataErrors: ['EDQUOT'], excuses: ['EDQUOT', 'EIO'], failedSectors: [{ from: 7, to: 8 }] },
    ],
    [
      'a request of no sectors, which counts as one',
      [disk('allocate', 'EIO', 7, 0)],
      { ...FAILED, failedSectors: [{ from: 7, to: 8 }] },
    ],
    ['an inode record that can not be read', [disk('readInode', 'EIO')], { inodeErrors: ['EIO'] }],
    [
      'an inode record that can not be written',
      [disk('writeInode', 'ENOSPC')],
      { ...WROTE, inodeErrors: ['ENOSPC'], inodeWriteErrors: ['ENOSPC'] },
    ],
    ['a flush that fails', [disk('flush', 'EIO')], { flushErrors: ['EIO'] }],
    ['a short read, which may end in EIO', [disk('read', 1, 0, 2)], { short: true, excuses: ['EIO'] }],
    [
      'a short write, which may be taken for an error',
      [disk('write', 1, 4, 2)],
      { ...WROTE, short: true, shortWrite: true, excuses: ['EIO'], failedSectors: [{ from: 4, to: 6 }] },
    ],
    [
      'a write that moved nothing',
      [disk('read', 2, 0, 2), disk('write', 0, 4, 2)],
      {
        ...WROTE,
        short: true,
        movedNothing: true,
        shortWrite: true,
        excuses: ['EIO'],
        failedSectors: [{ from: 4, to: 6 }],
      },
    ],
    ['a read that moved nothing', [disk('read', 0, 0, 2)], { short: true, excuses: ['EIO'] }],
    ['nothing: all was read', [disk('read', 2, 0, 2)], {}],
    ['nothing: all was written', [disk('write', 2, 0, 2)], WROTE],
    ['nothing: all was allocated, or had been', [disk('allocate', 0, 0, 2)], {}],
    ['nothing: the inode record was written', [disk('writeInode', 0)], WROTE],
    ['nothing: sectors were given back', [disk('discard', 0, 0, 2)], {}],
  ])('%s', (_, steps, evidence) => {
    expect(told(evidenceOf(steps, []))).toEqual(evidence);
  });

  it.each<[boolean, DiskStep[]]>([
    [true, [disk('flush', 0)]],
    [true, [disk('write', 1), disk('flush', 0)]],
    [true, [disk('writeInode', 0), disk('flush', 0), disk('read', 1)]],
    [true, [disk('flush', 0), disk('flush', 'EIO')]],
    [false, [disk('write', 1)]],
    [false, [disk('flush', 'EIO')]],
    [false, [disk('flush', 0), disk('write', 1)]],
    [false, [disk('flush', 0), disk('write', 'EIO')]],
    [false, [disk('flush', 0), disk('writeInode', 0)]],
  ])('whether a flush succeeded after the last write: %p for %j', (flushedLast, steps) => {
    expect(evidenceOf(steps, []).flushedLast).toBe(flushedLast);
  });

  it('adds up over the requests of a call', () => {
    const steps = [disk('read', 'EIO'), disk('write', 'ENOSPC', 1), disk('write', 'EIO', 3), disk('flush', 'EIO')];
    expect(told(evidenceOf(steps, []))).toEqual({
      ...WROTE,
      dataErrors: ['EIO', 'ENOSPC'],
      writeErrors: ['ENOSPC', 'EIO'],
      excuses: ['EIO', 'ENOSPC'],
      flushErrors: ['EIO'],
      failedSectors: [
        { from: 1, to: 2 },
        { from: 3, to: 4 },
      ],
    });
  });
});

describe('where the disk lied', () => {
  const fault = (kind: DiskFaultKind, args: Fault['args'] = {}, where: Fault['where'] = null): Fault => ({
    on: kind === 'lost' ? 'powerCut' : 'write',
    kind,
    args,
    where,
    nth: 1,
    sticky: false,
  });
  const struck = (kind: DiskFaultKind): DiskStep => ({ ...disk('write', 2, 4, 2), struck: kind });
  const OWN = { from: 4, to: 6 };

  it.each<[DiskFaultKind, Fault[], Evidence['liedSectors']]>([
    ['torn', [fault('torn')], [OWN]],
    ['bitRot', [fault('bitRot')], [OWN]],
    ['latent', [fault('latent')], [OWN]],
    ['misdirected', [fault('misdirected', { sector: 9 })], [OWN, { from: 9, to: 11 }]],
    ['misdirected', [fault('misdirected')], [OWN, { from: 0, to: 2 }]],
    ['misdirected', [fault('torn', { sector: 9 })], [OWN]],
    ['lost', [fault('lost', {}, { from: 1, to: 3 })], [{ from: 1, to: 3 }]],
    ['lost', [fault('lost')], [EVERYWHERE]],
    ['lost', [fault('lost', {}, { from: 1, to: 2 }), fault('torn')], [{ from: 1, to: 2 }]],
    ['EIO', [fault('EIO')], []],
    ['short', [fault('short')], []],
  ])('%s, armed %j', (kind, faults, liedSectors) => {
    const evidence = evidenceOf([struck(kind)], faults);
    expect(evidence.liedSectors).toEqual(liedSectors);
    expect([...evidence.excuses].map((errno) => fromSigned(errno))).toEqual(liedSectors.length > 0 ? ['EIO'] : []);
  });

  it('a misdirected request of no sectors has landed in one', () => {
    const step: DiskStep = { ...struck('misdirected'), count: 0 };
    expect(evidenceOf([step], [fault('misdirected', { sector: 9 })]).liedSectors).toEqual([
      { from: 4, to: 5 },
      { from: 9, to: 10 },
    ]);
  });

  it('it did not where nothing struck', () => {
    expect(evidenceOf([disk('write', 1)], [fault('torn')]).liedSectors).toEqual([]);
  });
});

describe('what a target was asked to induce', () => {
  const armed = (kind: Fault['kind'], args: Fault['args'] = {}): Fault => ({
    on: 'target',
    kind,
    args,
    where: null,
    nth: 1,
    sticky: false,
  });
  const ANYWHERE = { failedSectors: [EVERYWHERE] };

  it('is nothing when nothing was armed', () => {
    expect(evidenceOfInduced([])).toBe(NO_EVIDENCE);
  });

  it.each<[string, Fault[], Record<string, unknown>]>([
    ['a full disk', [armed('enospcAfter', { bytes: 1 })], { ...ANYWHERE, excuses: ['ENOSPC', 'EIO'] }],
    ['an error', [armed('errorAfter')], { ...ANYWHERE, excuses: ['EIO'] }],
    [
      'an error of another name',
      [armed('errorAfter', { errno: 'EDQUOT' })],
      { ...ANYWHERE, excuses: ['EDQUOT', 'EIO'] },
    ],
    ['a short transfer, which is no error', [armed('shortAfter')], { short: true, movedNothing: true }],
    ['a short transfer of a sector at least', [{ ...armed('shortAfter'), args: { bytes: 4096 } }], { short: true }],
    [
      'both',
      [armed('shortAfter'), armed('errorAfter')],
      { ...ANYWHERE, short: true, movedNothing: true, excuses: ['EIO'] },
    ],
    ['a limit, of which the scenario tells', [armed('rlimit')], {}],
  ])('%s', (_, faults, evidence) => {
    expect(told(evidenceOfInduced(faults))).toEqual(evidence);
  });
});
