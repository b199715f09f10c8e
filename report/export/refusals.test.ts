import { describe, expect, test } from '@jest/globals';
import type { Call, Counterexample, Difference, Fault } from '../../contract/index.js';
import { counterexampleOf, fileOf, MOVED_OFFSET, SCRIPTED, WRONG_CONTENT } from './export.sample.js';
import { EXPORT_FORMS } from './form.js';
import { refusalOf } from './refusals.js';
import { FileOracle, NO_EVIDENCE } from '../../model/index.js';

const OFFSET: Difference = { observable: 'offset', allowed: ['0'], because: ['it stays'], got: '1', direction: 'more' };
const OPEN: Call = { call: 'open', fd: 0, flags: ['O_RDWR'] };
const WRITE: Call = { call: 'pwrite', fd: 0, segments: [{ length: 1, readable: 1 }], position: 0 };

const after = (calls: Call[], difference = OFFSET, scenario: Partial<Counterexample['scenario']> = {}) =>
  counterexampleOf(
    { calls: [OPEN, ...calls], ...scenario },
    [{}, ...calls].map(() => ({ offset: 1, size: 8192 })),
    { rule: 'x', differences: [difference] },
  );
const induced = (kind: Fault['kind']): Partial<Counterexample['scenario']> => ({
  faults: [{ on: 'target', kind, args: {}, where: null, nth: 1, sticky: false }],
});
const differing = (observable: Difference['observable'], allowed: string) =>
  after([WRITE], { observable, allowed: [allowed], because: ['so'], got: 'x', direction: 'other' });

describe('what a form can not express is refused with the reason', () => {
  test.each<[string, Counterexample, RegExp, RegExp | null]>([
    ['a scripted callee', SCRIPTED, /callees are scripted/, null],
    [
      'a fault of the disk',
      after([WRITE], OFFSET, {
        level: 'disk',
        faults: [{ on: 'write', kind: 'EIO', args: {}, where: null, nth: 1, sticky: false }],
      }),
      /virtual disk/,
      /virtual disk/,
    ],
    ['an induced short transfer', after([WRITE], OFFSET, induced('shortAfter')), /shortAfter is induced/, /shortAfter/],
    ['an induced full disk', after([WRITE], OFFSET, induced('enospcAfter')), /fills up a disk/, /fills up/],
    ['a power cut', after([{ call: 'powerCut' }, WRITE]), /power cuts/, /power cuts/],
    ['a block device', after([WRITE], OFFSET, { file: fileOf({ kind: 'block' }) }), /block device/, /block device/],
    ['DAX', after([WRITE], OFFSET, { file: fileOf({ dax: true }) }), /DAX/, /DAX/],
    [
      'a mount that is not writable',
      after([WRITE], OFFSET, { file: fileOf({ mountWritable: false }) }),
      /mount/,
      /mount/,
    ],
    [
      'security.capability',
      after([WRITE], OFFSET, { file: fileOf({ capability: true }) }),
      /CAP_SETFCAP/,
      /CAP_SETFCAP/,
    ],
    ['a foreign group', after([WRITE], OFFSET, { file: fileOf({ mode: 0o2644, gid: 5 }) }), /group/, /group/],
    [
      'the end of the disk',
      after([{ ...WRITE, position: 131_072 }]),
      /end of the virtual disk/,
      /end of the virtual disk/,
    ],
    ['O_DIRECT', after([{ call: 'open', fd: 1, flags: ['O_RDWR', 'O_DIRECT'] }, WRITE]), /^$/, /aligned memory/],
    ['lseek', after([{ call: 'lseek', fd: 0, offset: 1, whence: 'SEEK_SET' }]), /^$/, /no lseek/],
    ['dup', after([{ call: 'dup', fd: 0, as: 1 }]), /^$/, /no dup/],
    ['an unreadable segment', after([{ ...WRITE, segments: [{ length: 1, readable: 0 }] }]), /^$/, /always be read/],
    ['RLIMIT_FSIZE', WRONG_CONTENT, /^$/, /no lseek/],
    ['a limit', after([WRITE], OFFSET, { file: fileOf({ rlimitFsize: 1 }) }), /^$/, /RLIMIT_FSIZE/],
    [
      'the offset of an appender',
      after([WRITE], OFFSET, {
        calls: [{ call: 'open', fd: 0, flags: ['O_WRONLY', 'O_APPEND'] }, WRITE],
      }),
      /^$/,
      /shows nowhere/,
    ],
    ['the bdi', differing('bdi', 'null at the exit'), /bdi slot/, /bdi slot/],
    ['durability', differing('durability', 'x'), /durable/, /durable/],
    ['a time of the suite', differing('metadata', 'mtime moved, ctime moved: the clock has moved'), /clock/, /clock/],
  ])('%s', (_, found, c, node) => {
    expect(refusalOf('c', found) ?? '').toMatch(c);
    if (node) expect(refusalOf('node', found) ?? '').toMatch(node);
    else expect(refusalOf('node', found)).toBeNull();
    for (const form of ['jest', 'strace', 'scenario'] as const) expect(refusalOf(form, found)).toBeNull();
  });

  test('an ordinary one is not refused', () => {
    for (const form of EXPORT_FORMS) expect(refusalOf(form, MOVED_OFFSET)).toBeNull();
  });

  test('times that must stay are compared, in the words of the oracle', () => {
    const { scenario } = after([{ ...WRITE, segments: [{ length: 0, readable: 0 }] }]);
    const seen = { call: 'pwrite', ret: 0, signal: null, mtimeMoved: true, ctimeMoved: true } as const;
    const oracle = new FileOracle(scenario);
    oracle.judge(OPEN, { index: 0, call: 'open', ret: 0, signal: null }, { clock: 1, evidence: NO_EVIDENCE });
    const context = { clock: 2, evidence: NO_EVIDENCE };
    const { differences } = oracle.judge(scenario.calls[1], { index: 1, ...seen }, context);
    const found = counterexampleOf(scenario, [{}, seen], { rule: 'x', differences: [...differences] });
    for (const form of EXPORT_FORMS) expect(refusalOf(form, found)).toBeNull();
  });
});
