/** Modules as sides of a comparison: what they do to their thread is theirs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UsageError } from '../../contract/index.js';
import { compare } from '../compare.js';

const MINUTE = 60_000;
const root = mkdtempSync(join(tmpdir(), 'woe-compared-'));
const pathOf = (name: string): string => join(root, `${name}.js`);

/** The body of writeIter. */
const BODIES: Readonly<Record<string, string>> = {
  loops: 'while (true);',
  'never-settles': 'return new Promise(() => {});',
  exits: 'process.exit(0);',
  throws: "throw new Error('no');",
  refuses: "return 'EIO';",
  prints: "console.log('\\u001b[31mred'); return 'EIO';",
};

beforeAll(() => {
  for (const [name, body] of Object.entries(BODIES))
    writeFileSync(
      pathOf(name),
      `module.exports = { name: 'x', version: '1', capabilities: [], iter: { writeIter() { ${body} } } };`,
    );
  writeFileSync(pathOf('loading-exits'), 'process.exit(0);');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const OPTIONS = { levels: ['iter'], runs: 0, timeoutMs: 500 } as const;

describe('a module that is compared', () => {
  it.each([
    ['loops', 'timed out'],
    ['never-settles', 'timed out'],
    ['exits', 'crashed'],
    ['throws', 'crashed'],
  ])(
    'ends as a side that misbehaves: %s',
    async (name, b) => {
      const { difference, runs } = await compare({ ...OPTIONS, a: 'reference', b: pathOf(name) });
      expect(difference).toMatchObject({ what: 'behaviour', a: 'as a target should', b, level: 'iter' });
      expect(difference?.scenario.calls[difference.call]).toHaveProperty('script');
      if (name !== 'throws') expect(runs).toEqual([{ level: 'iter', sweep: 1, random: 0 }]);
    },
    MINUTE,
  );

  it(
    'shows what it does, shrunk, on whichever side it is',
    async () => {
      const { a, difference } = await compare({ ...OPTIONS, a: pathOf('refuses'), b: 'reference' });
      expect(a).toEqual({ target: pathOf('refuses'), profile: 'linux-4.x' });
      expect(difference).toMatchObject({ observable: 'return', a: 'EIO', scenario: { calls: { length: 2 } } });
    },
    MINUTE,
  );

  it(
    'prints on standard error, escaped',
    async () => {
      const written: string[] = [];
      const spies = [process.stdout, process.stderr].map((stream) =>
        jest.spyOn(stream, 'write').mockImplementation((text) => written.push(`${stream.fd} ${String(text)}`) > 0),
      );
      await compare({ ...OPTIONS, a: 'reference', b: pathOf('prints') });
      for (const spy of spies) spy.mockRestore();
      expect(written[0]).toBe('2 target: \\x1b[31mred\n');
      expect(written.filter((text) => !text.startsWith('2 target: '))).toEqual([]);
    },
    MINUTE,
  );

  it.each([
    ['exits', 'exits', 'in 3 of them both ended their threads'],
    ['loops', 'never-settles', 'in 3 of them both timed out'],
    ['exits', 'loading-exits', 'loading it ended its thread with code 0'],
  ])(
    'is refused where there is nothing to compare: %s and %s',
    async (a, b, message) => {
      const refused = compare({ ...OPTIONS, a: pathOf(a), b: pathOf(b) });
      await expect(refused).rejects.toThrow(UsageError);
      await expect(refused).rejects.toThrow(message);
    },
    2 * MINUTE,
  );
});
