import { Script } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { ScenarioSchema, parseJson } from '../../contract/index.js';
import { exported } from './exported.js';
import { counterexampleOf, MOVED_OFFSET, SCRIPTED, WRONG_CONTENT } from './export.sample.js';
import type { ExportForm } from './form.js';

describe('an exported counterexample', () => {
  test.each<[ExportForm, string, typeof MOVED_OFFSET]>([
    ['c', 'a wrong offset', MOVED_OFFSET],
    ['c', 'wrong content, behind a limit and a bad segment', WRONG_CONTENT],
    ['node', 'a wrong offset', MOVED_OFFSET],
    ['node', 'scripted callees', SCRIPTED],
    ['jest', 'a wrong offset', MOVED_OFFSET],
    ['strace', 'a wrong offset', MOVED_OFFSET],
    ['strace', 'wrong content, behind a limit and a bad segment', WRONG_CONTENT],
    ['strace', 'scripted callees', SCRIPTED],
  ])('as %s: %s', async (form, _, found) => {
    expect(await exported(form, found)).toMatchSnapshot();
  });

  test('as scenario is the scenario, and valid', async () => {
    const text = await exported('scenario', MOVED_OFFSET);
    expect(parseJson(ScenarioSchema, text, 'exported')).toEqual(MOVED_OFFSET.scenario);
  });

  test.each<ExportForm>(['c', 'node', 'jest', 'strace'])(
    'as %s keeps what a target is called within its comment',
    async (form) => {
      const target = './*/ x; /*.js\n#error "out" ??/ \u001b[31m';
      const text = await exported(form, { ...MOVED_OFFSET, target });
      const head = text.slice(0, text.indexOf('Exported by'));
      expect(head).not.toContain('\u001b');
      expect(head).not.toMatch(/^#error/m);
      for (const line of head.split('\n'))
        expect(line.split('*/').length - 1).toBeLessThanOrEqual(form === 'strace' ? 1 : 0);
    },
  );

  test('as jest is a script', async () => {
    for (const text of [await exported('jest', MOVED_OFFSET), await exported('jest', SCRIPTED)])
      expect(() => new Script(text)).not.toThrow();
  });

  test('as strace numbers descriptors as the kernel does: the lowest that is free', async () => {
    const found = counterexampleOf(
      {
        calls: [
          { call: 'open', fd: 7, flags: ['O_RDONLY'] },
          { call: 'dup', fd: 7, as: 2 },
          { call: 'close', fd: 7 },
          { call: 'open', fd: 1, flags: ['O_RDWR', 'O_APPEND'] },
          { call: 'close', fd: 9 },
        ],
      },
      [{}, {}, {}, {}, { ret: 0 }],
      {
        rule: 'x',
        differences: [
          {
            observable: 'return',
            allowed: ['EBADF'],
            because: ['it is closed'],
            got: '0',
            direction: 'count for error',
          },
        ],
      },
    );
    const calls = (await exported('strace', found)).split('\n').filter((line) => line.includes(' = '));
    expect(calls).toEqual([
      'openat(AT_FDCWD, "file", O_RDONLY) = 3',
      'dup(3) = 4',
      'close(3) = 0',
      'openat(AT_FDCWD, "file", O_RDWR|O_APPEND) = 3',
      'close(-1) = 0',
    ]);
  });
});
