import { describe, expect, test } from '@jest/globals';
import { create } from 'xmlbuilder2';
import { KERNEL_FUNCTIONS, PROFILE_IDS } from '../contract/index.js';
import { run } from './terminal.sample.js';

const CORE = '__generic_file_write_iter';

describe('woe model', () => {
  test('shows that 512 combinations fall into 24 leaves', async () => {
    const { code, stdout } = await run(['model']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/512 combinations fall into 24 leaves\n/);
    expect(stdout.match(/^ {2}L\d+ /gm)).toHaveLength(24);
  });

  test('has the combinations and the leaves in its JSON', async () => {
    const { stdout } = await run(['model', '--format', 'json']);
    const { combinations, leaves } = JSON.parse(stdout);
    expect(combinations).toHaveLength(512);
    expect(leaves).toHaveLength(24);
    const counts = leaves.map(
      ({ id }: { id: string }) => combinations.filter((c: { leaf: string }) => c.leaf === id).length,
    );
    expect(counts).toEqual(leaves.map((leaf: { combinations: number }) => leaf.combinations));
  });

  test.each(KERNEL_FUNCTIONS)('draws %s as table, JSON, Mermaid and SVG', async (machine) => {
    const show = async (format: string): Promise<string> =>
      (await run(['model', '--machine', machine, '--format', format])).stdout;
    expect(await show('table')).toContain(`${machine} under linux-4.x`);
    expect(await show('mermaid')).toMatch(/^stateDiagram-v2\n/);
    const { states, transitions } = JSON.parse(await show('json'));
    const svg = await show('svg');
    expect(() => create(svg.replace(/^[\s\S]*?(?=<svg)/, ''))).not.toThrow();
    // Each state and each transition is drawn once, besides the initial point and its arrow.
    expect(svg.match(/class="node"/g)).toHaveLength(states.length + 1);
    expect(svg.match(/class="edge"/g)).toHaveLength(transitions.length + 1);
  });

  test.each(PROFILE_IDS)('has a core under %s', async (profile) => {
    expect((await run(['model', '--profile', profile])).stdout).toContain(`${CORE} under ${profile}`);
  });
});

describe('woe model --format promela', () => {
  test('writes the search within the given bounds', async () => {
    const { code, stdout } = await run(['model', '--format', 'promela', '--sectors', '4', '--writes', '2']);
    expect(code).toBe(0);
    expect(stdout).toContain('#define SECTORS 4\n#define WRITES 2\n');
  });

  test.each([
    [['--machine', 'file_remove_privs'], /--format promela: expected --machine __generic_file_write_iter/],
    [['--sectors', '11'], /--sectors: expected a whole number from 1 to 10, got "11"; example: --sectors 4/],
    [['--writes', '4'], /--writes: expected a whole number from 1 to 3, got "4"; example: --writes 2/],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await run(['model', '--format', 'promela', ...words]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('woe model --diff', () => {
  test('tells linux-4.x from linux-6.5.0 by the offset after a failed flush, smallest first', async () => {
    expect((await run(['model', '--diff', 'linux-4.x', 'linux-6.5.0'])).stdout).toMatchSnapshot();
  });

  test('says so when nothing differs', async () => {
    const { stdout } = await run(['model', '--diff', 'linux-4.x', 'linux-4.x']);
    expect(stdout).toMatch(
      /^linux-4.x against linux-4.x: every scenario of the core ends alike; `woe compare linux-4.x linux-4.x` runs whole calls\n/,
    );
    expect(stdout.match(/Linux 4\.3, 4\.4/g)?.length).toBe(1);
  });

  test('is the same as JSON', async () => {
    const { a, b, differences } = JSON.parse(
      (await run(['model', '--diff', 'linux-4.x', 'linux-6.5.0', '--format', 'json'])).stdout,
    );
    expect([a, b]).toEqual(['linux-4.x', 'linux-6.5.0']);
    expect(differences.length).toBeGreaterThan(0);
  });
});
