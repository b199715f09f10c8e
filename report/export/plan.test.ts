import { describe, expect, test } from '@jest/globals';
import type { Call, Difference } from '../../contract/index.js';
import { counterexampleOf, fileOf, WRONG_CONTENT } from './export.sample.js';
import { boundsAt } from './expectation.js';
import { outsideOf } from './outside.js';
import { planOf } from './plan.js';

const OPEN: Call = { call: 'open', fd: 0, flags: ['O_RDWR'] };
const write = (length: number, readable = length): Call => ({ call: 'write', fd: 0, segments: [{ length, readable }] });
const number = (observable: 'return' | 'offset' | 'size', allowed: string[], got: string): Difference => ({
  observable,
  allowed,
  because: allowed,
  got,
  direction: 'other',
});

/** The checks of a last call that returned `ret` and left offset and size. */
function checks(call: Call, ret: number | 'EIO', offset: number, size: number, differences: Difference[]) {
  const found = counterexampleOf(
    { file: fileOf({ size: 100, allocated: [] }), calls: [OPEN, call] },
    [
      { offset: 0, size: 100 },
      { ret, offset, size },
    ],
    { rule: 'x', differences },
  );
  return planOf(found).at(-1)?.checks;
}

describe('what is compared after a call', () => {
  test('earlier calls are compared with what was observed, and say only that something differs', () => {
    const [open, , , writev] = planOf(WRONG_CONTENT);
    expect(open.checks.map(({ of, meaning }) => `${of} ${meaning}`)).toEqual([
      'return differs',
      'offset differs',
      'size differs',
    ]);
    expect(writev.checks[0]).toEqual({ of: 'return', meaning: 'differs', spans: [{ low: 150, high: 150 }] });
  });

  test('a short write is allowed wherever a count is', () => {
    expect(checks(write(512), 'EIO', 0, 100, [number('return', ['512', 'EFAULT'], 'EIO')])).toEqual([
      {
        of: 'return',
        meaning: 'deviates',
        spans: [
          { low: 1, high: 512 },
          { low: -14, high: -14 },
        ],
      },
    ]);
  });

  test('where only errors are allowed no count is', () => {
    expect(checks(write(512), 512, 0, 100, [number('return', ['EBADF'], '512')])?.[0]).toMatchObject({
      spans: [{ low: -9, high: -9 }],
    });
  });

  test('offset and size follow the count that a call returns, whatever it was in the counterexample', () => {
    const differences = [number('offset', ['1'], '2'), number('size', ['100'], '101')];
    const [ret, offset, size] = checks(write(2), 1, 2, 101, differences) ?? [];
    expect(ret).toEqual({ of: 'return', meaning: 'differs', spans: [{ low: 1, high: 2 }] });
    if (offset.of !== 'offset' || size.of !== 'size') throw new Error('other checks');
    expect(boundsAt(offset, 2)).toEqual({ low: 2, high: 2 });
    expect(boundsAt(offset, -5)).toEqual({ low: 0, high: 0 });
    expect(boundsAt(size, 2)).toEqual({ low: 100, high: 100 });
    expect(boundsAt(size, 200)).toEqual({ low: 200, high: 200 });
  });

  test('two allowed offsets are a range', () => {
    const [, offset] = checks(write(512), 200, 600, 100, [number('offset', ['200', '512'], '600')]) ?? [];
    if (offset.of !== 'offset') throw new Error('another check');
    expect(boundsAt(offset, 200)).toEqual({ low: 200, high: 512 });
  });

  test('what depends on a wrong return is not asked', () => {
    const differences = [number('return', ['EINVAL'], '0'), number('size', ['50'], '100')];
    expect(checks({ call: 'ftruncate', fd: 0, length: 50 }, 0, 0, 100, differences)?.map(({ of }) => of)).toEqual([
      'return',
    ]);
  });

  test('content is what was allowed of each range, the range that differs before the listed ones', () => {
    const content = planOf(WRONG_CONTENT)
      .at(-1)
      ?.checks.find(({ of }) => of === 'content');
    expect(content).toEqual({
      of: 'content',
      meaning: 'deviates',
      places: [
        { from: 3584, to: 4000, whole: false, origins: [{ source: 'initial', start: 0 }] },
        { from: 4000, to: 4150, whole: false, origins: [{ source: 3, start: 4000 }] },
        { from: 8192, to: 19968, whole: false, origins: [{ source: 'hole', start: 0 }] },
        {
          from: 4150,
          to: 8192,
          whole: false,
          origins: [
            { source: 'hole', start: 0 },
            { source: 3, start: 4000 },
          ],
        },
      ],
    });
  });

  test('a torn sector is asked as a whole', () => {
    const [difference] = WRONG_CONTENT.deviation.differences;
    const torn = { ...difference, allowed: ['sector 8 all old or all new'] };
    const found = { ...WRONG_CONTENT, deviation: { ...WRONG_CONTENT.deviation, differences: [torn] } };
    const content = planOf(found)
      .at(-1)
      ?.checks.find(({ of }) => of === 'content');
    if (content?.of !== 'content') throw new Error('no content');
    expect(content.places.filter(({ whole }) => whole).map(({ from, to }) => [from, to])).toEqual([
      [4096, 4150],
      [4150, 4608],
    ]);
  });

  test('a direct write that fails may have grown the file by what it does not count', () => {
    const found = counterexampleOf(
      {
        file: fileOf({ size: 1, allocated: [] }),
        calls: [{ call: 'open', fd: 0, flags: ['O_RDWR', 'O_DIRECT'] }, write(1024, 512)],
      },
      [
        { offset: 0, size: 1 },
        { ret: 0, offset: 0, size: 512 },
      ],
      { rule: 'x', differences: [number('return', ['512', 'EFAULT'], '0'), number('size', ['1'], '512')] },
    );
    const size = planOf(found)
      .at(-1)
      ?.checks.find(({ of }) => of === 'size');
    if (size?.of !== 'size') throw new Error('no check of the size');
    expect(boundsAt(size, -14)).toEqual({ low: 1, high: 512 });
  });

  test('content is compared only after a read, whatever a foreign file says', () => {
    const differences: Difference[] = [
      { observable: 'content', allowed: ['zeros in [0, 1)'], because: [''], got: 'x', direction: 'other' },
      number('offset', ['0'], '1'),
    ];
    expect(checks({ call: 'fsync', fd: 0 }, 0, 1, 100, differences)?.map(({ of }) => of)).toEqual(['return', 'offset']);
  });

  test('bytes of a call that wrote nothing before are a contradiction', () => {
    const [difference] = WRONG_CONTENT.deviation.differences;
    const odd = { ...difference, allowed: ['the bytes of call 2 in [0, 1)'] };
    const found = { ...WRONG_CONTENT, deviation: { ...WRONG_CONTENT.deviation, differences: [odd] } };
    expect(() => planOf(found)).toThrow(/bytes of call 2, which is no earlier write/);
  });
});

describe('a disk level counterexample from outside', () => {
  const disk = (ret: number | 'EFAULT', steps: boolean) =>
    counterexampleOf(
      {
        level: 'disk',
        calls: [
          { call: 'open', fd: 0, flags: ['O_RDWR'] },
          { call: 'write', fd: 0, segments: [{ length: 8, readable: 8 }] },
        ],
      },
      [
        { size: 8192, offset: 0 },
        { ret, size: 8192, offset: 0, ...(steps && { steps: [{ fn: '__generic_file_write_iter', at: 'enter' }] }) },
      ],
      {
        rule: 'x',
        differences: [
          { observable: 'order', allowed: ['removePrivs'], because: ['L6'], got: 'direct', direction: 'other' },
        ],
      },
    );

  test('is judged again without its steps', () => {
    expect(outsideOf(disk(8, true))?.deviation.differences).toMatchObject([{ observable: 'offset', allowed: ['8'] }]);
  });

  test('is nothing when only the steps are wrong', () => {
    expect(
      outsideOf({
        ...disk(8, true),
        observation: {
          schema: 'woe.observation/1',
          calls: [
            { index: 0, call: 'open', ret: 0, signal: null, size: 8192, offset: 0 },
            { index: 1, call: 'write', ret: 8, signal: null, size: 8192, offset: 8 },
          ],
        },
      }),
    ).toBeNull();
  });
});
