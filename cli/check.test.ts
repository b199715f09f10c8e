import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UsageError, type Result, type Target } from '../contract/index.js';
import type { CheckOptions } from '../properties/options.js';
import { COUNTEREXAMPLE, CONFORMANT, DEVIATING, INTERRUPTED, NOT_EXERCISED } from '../report/results.sample.js';
import { counterexampleFiles } from './output-directory.js';
import { main } from './main.js';
import type { Engine } from './engine.js';
import { SampleTerminal, run } from './terminal.sample.js';

const TARGET: Target = { name: 'reference', version: '1', capabilities: [], iter: { writeIter: () => 0 } };

/** An engine whose check answers `result`; `asked` keeps what it was asked. */
function engineThat(result: Result): { -readonly [K in keyof Engine]: Engine[K] } & { asked: CheckOptions[] } {
  const asked: CheckOptions[] = [];
  return {
    asked,
    async check(options) {
      asked.push(options);
      return result;
    },
    async hunt(options) {
      asked.push(options);
      return result;
    },
    requireTarget(name) {
      if (name !== 'reference') throw new UsageError(`no target is called "${name}"; there are: reference`);
    },
    async resolveTarget() {
      return TARGET;
    },
  };
}

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('exit code and output', () => {
  test.each<[string, Result, number]>([
    ['conformant', CONFORMANT, 0],
    ['deviating', DEVIATING, 1],
    ['not exercised', NOT_EXERCISED, 1],
    ['interrupted', INTERRUPTED, 130],
  ])('a run that is %s', async (verdict, result, code) => {
    const ran = await run(['check'], engineThat(result));
    expect(ran.code).toBe(code);
    expect(ran.stdout).toMatch(new RegExp(`^${verdict}: `));
    expect(ran.stderr).toBe('');
  });

  test.each([
    ['json', /^\{\n {2}"schema": "woe.result\/1",/],
    ['junit', /^<\?xml/],
    ['tap', /^TAP version 14\n/],
  ])('--format %s prints nothing but the document', async (format, start) => {
    const ran = await run(['check', 'reference', '--format', format], engineThat(DEVIATING));
    expect(ran.stdout).toMatch(start);
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(1);
  });

  test('the time is measured here and only shown, not written to files', async () => {
    const out = join(dir, 'timed');
    const ran = await run(
      ['check', '--format', 'json', '--out', out],
      engineThat({ ...CONFORMANT, timing: undefined }),
    );
    expect(JSON.parse(ran.stdout)).toHaveProperty('timing.ms');
    expect(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'))).not.toHaveProperty('timing');
  });
});

describe('options', () => {
  test('reach the check', async () => {
    const engine = engineThat(CONFORMANT);
    const line =
      'check reference --level iter,iter --profile linux-6.x --seed 7 --runs 0 --only ret-* --only size-* --skip x';
    expect((await run(line.split(' '), engine)).code).toBe(0);
    expect(engine.asked[0]).toMatchObject({
      target: 'reference',
      levels: ['iter'],
      profile: 'linux-6.x',
      seed: 7,
      runs: 0,
      only: ['ret-*', 'size-*'],
      skip: ['x'],
    });
  });

  test('--time is given in seconds', async () => {
    const engine = engineThat(CONFORMANT);
    await run(['check', '--time', '1.5'], engine);
    expect(engine.asked[0]).toMatchObject({ timeMs: 1500, runs: undefined });
  });

  test('what is not given is left to the check', async () => {
    const engine = engineThat(CONFORMANT);
    await run(['check'], engine);
    expect(engine.asked[0]).toMatchObject({ levels: undefined, profile: undefined, seed: undefined, runs: undefined });
  });
});

describe('a mistake is told in one line with exit code 2 and nothing is run', () => {
  const mistakes = [
    'check nonsense',
    'check reference another',
    'check --level kernel',
    'check --level ,',
    'check --profile linux-2.4',
    'check --profile linux-6',
    'check --seed -1',
    'check --seed 1.5',
    'check --seed 4294967296',
    'check --runs -5',
    'check --runs 1e3',
    'check --runs many',
    'check --runs',
    'check --time 0',
    'check --time -3',
    'check --time soon',
    'check --time 1 --runs 1',
    'check --format xml',
    'check --out /dev/null/results',
    'check --frmat json',
    'chekc',
    'check --seed \u001b[31mred',
    'rules ret-flush-error-returns-direct-byte',
    'rules zzzzzzzzzz',
    'rules --format svg',
    'model --machine vfs_write',
    'model --profile linux-4',
    'model --format png',
    'model --diff linux-4.x',
    'model --diff linux-4.x linux-7',
    'model --diff linux-4.x linux-6.x --format svg',
    'model --diff linux-4.x linux-6.x --profile linux-6.x',
    'model --sectors 4',
    'model --format json --writes 2',
    'model extra',
  ];

  test.each(mistakes)('woe %s', async (line) => {
    const engine = engineThat(CONFORMANT);
    const ran = await run(line.split(' '), engine);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(engine.asked).toEqual([]);
    expect(ran.stderr).toMatch(/^woe: [^\n]+\n$/);
    // eslint-disable-next-line no-control-regex
    expect(ran.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(ran.stderr).toMatchSnapshot();
  });

  test('a mistake that the check finds is shown as it is', async () => {
    const engine = engineThat(CONFORMANT);
    engine.check = () => Promise.reject(new UsageError('no rule matches "zzz*"'));
    expect(await run(['check', '--only', 'zzz*'], engine)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'woe: no rule matches "zzz*"\n',
    });
  });

  test('an error that nobody foresaw says that it is ours, without a stack', async () => {
    const engine = engineThat(CONFORMANT);
    engine.check = () => Promise.reject(new TypeError('x is undefined'));
    const ran = await run(['check'], engine);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatchSnapshot();
  });
});

describe('--out', () => {
  test('gets the result, the JUnit file and each counterexample', async () => {
    const out = join(dir, 'deep', 'results');
    expect((await run(['check', '--out', out], engineThat(DEVIATING))).code).toBe(1);
    expect(readdirSync(out).sort()).toEqual([
      'junit.xml',
      'result.json',
      'ret-flush-error-returns-direct-bytes.iter.counterexample.json',
    ]);
  });

  test('counterexamples of one rule and level are numbered; a name stays in its directory', () => {
    const hostile = { ...COUNTEREXAMPLE, deviation: { ...COUNTEREXAMPLE.deviation, rule: '../../etc/x' } };
    expect(counterexampleFiles([COUNTEREXAMPLE, COUNTEREXAMPLE, hostile]).map(([name]) => name)).toEqual([
      'ret-flush-error-returns-direct-bytes.iter.counterexample.json',
      'ret-flush-error-returns-direct-bytes.iter.2.counterexample.json',
      '.._.._etc_x.iter.counterexample.json',
    ]);
  });

  test('a file in the way is refused before the run, and stays', async () => {
    const file = join(dir, 'file');
    writeFileSync(file, 'mine');
    const engine = engineThat(CONFORMANT);
    expect((await run(['check', '--out', file], engine)).code).toBe(2);
    expect(engine.asked).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  // Where permissions allow everything, and nothing can be made all the same.
  (existsSync('/proc/self') ? test : test.skip)(
    'a place where nothing can be made is refused before the run',
    async () => {
      const engine = engineThat(DEVIATING);
      const ran = await run(['check', '--out', '/proc/x'], engine);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toMatch(/^woe: --out: expected a directory that can be written to, got "\/proc\/x" /);
      expect(engine.asked).toEqual([]);
    },
  );

  test('one that is there stays as it was until there is something to write', async () => {
    const out = join(dir, 'there');
    mkdirSync(out);
    const engine = engineThat(CONFORMANT);
    engine.check = () => Promise.reject(new UsageError('no'));
    expect((await run(['check', '--out', out], engine)).code).toBe(2);
    expect(readdirSync(out)).toEqual([]);
  });

  test('when it can not be written after all, the counterexamples are printed', async () => {
    const out = join(dir, 'taken');
    const engine = engineThat(DEVIATING);
    engine.check = async () => {
      writeFileSync(out, 'by another program');
      return DEVIATING;
    };
    const ran = await run(['check', '--out', out], engine);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/^woe: --out: expected a directory .*ENOTDIR/);
    expect(JSON.parse(ran.stdout.trimEnd().split('\n').at(-1)!)).toEqual(COUNTEREXAMPLE);
    expect(readFileSync(out, 'utf8')).toBe('by another program');
  });

  test('a refused run makes no directory', async () => {
    const out = join(dir, 'never');
    const engine = engineThat(CONFORMANT);
    engine.check = () => Promise.reject(new UsageError('no'));
    expect((await run(['check', '--out', out], engine)).code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});

describe('Ctrl-C', () => {
  test('the first stops the check, the second the process', async () => {
    const terminal = new SampleTerminal();
    const engine = engineThat(INTERRUPTED);
    engine.check = async ({ signal }) => {
      terminal.interrupt();
      expect(signal?.aborted).toBe(true);
      expect(() => terminal.interrupt()).toThrow('exit');
      return INTERRUPTED;
    };
    expect(await main(['check'], terminal, async () => engine)).toBe(130);
    expect(terminal.exited).toBe(130);
    expect(terminal.stderr).toMatch(/stopping after this scenario/);
    expect(terminal.stdout).toMatch(/^interrupted: /);
  });

  test('is the usual one again after the run', async () => {
    const terminal = new SampleTerminal();
    await main(['check'], terminal, async () => engineThat(CONFORMANT));
    terminal.interrupt();
    expect(terminal.stderr).toBe('');
  });
});
