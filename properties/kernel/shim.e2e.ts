import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Result } from '../../contract/index.js';
import { KERNEL_LOOKUP } from '../../impl/kernel/index.js';
import { check } from '../check.js';
import { describeKernel } from './possible.sample.js';

/** On a machine that does much else besides, in milliseconds. */
const MINUTES = 180_000;

const SOURCE = join(__dirname, '../../fixtures/shims/kernel-lying-write.c');

describeKernel('tmpfs', 'a layer that lies about short writes', () => {
  let directory: string;
  let library: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'woe-shim-'));
    library = join(directory, 'lying.so');
    execFileSync('gcc', ['-shared', '-fPIC', '-o', library, SOURCE, '-ldl']);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function checked(lie?: string): Promise<Result> {
    if (lie !== undefined) Object.assign(process.env, { LD_PRELOAD: library, WOE_LIE: lie });
    try {
      const target = await KERNEL_LOOKUP.find('tmpfs', 'linux-6.x');
      return await check({ target: target!, runs: 0 });
    } finally {
      delete process.env.LD_PRELOAD;
      delete process.env.WOE_LIE;
    }
  }

  const blamed = ({ counterexamples }: Result): string[] =>
    counterexamples.map(
      ({ deviation: { rule, differences } }) => `${rule}: ${differences[0].observable}, ${differences[0].direction}`,
    );

  it(
    'is not there: the kernel conforms',
    async () => {
      expect((await checked()).reasons).toEqual([]);
    },
    MINUTES,
  );

  it(
    'makes an error of the count: caught by the rules about what was stored',
    async () => {
      expect(blamed(await checked('error'))).toEqual(
        expect.arrayContaining([
          'checks-limit-cuts: return, error for count',
          'perform-bad-segment-keeps-progress: return, error for count',
        ]),
      );
    },
    MINUTES,
  );

  it(
    'makes the whole of a part: caught by the rules about counts',
    async () => {
      expect(blamed(await checked('full'))).toEqual(
        expect.arrayContaining([
          'checks-limit-cuts: return, more',
          'perform-bad-segment-keeps-progress: return, more',
          'pos-follows-written: offset, less',
        ]),
      );
    },
    MINUTES,
  );
});
