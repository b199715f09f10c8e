import { describe, expect, test } from '@jest/globals';
import { RULES } from '../model/index.js';
import { nearest } from './nearest.js';
import { run } from './terminal.sample.js';

describe('woe rules', () => {
  test('lists every rule', async () => {
    const { code, stdout } = await run(['rules']);
    expect(code).toBe(0);
    for (const { id } of RULES) expect(stdout).toMatch(new RegExp(`^  ${id} .*`, 'm'));
  });

  test.each(RULES.map(({ id }) => id))('explains %s', async (id) => {
    const { code, stdout } = await run(['rules', id]);
    expect(code).toBe(0);
    expect(stdout.startsWith(`${id}\n`)).toBe(true);
  });

  test('gives those that a glob matches, as a list even of one', async () => {
    const ids = RULES.map(({ id }) => id);
    const listed = async (glob: string): Promise<string[]> =>
      JSON.parse((await run(['rules', glob, '--format', 'json'])).stdout).map(({ id }: { id: string }) => id);
    expect(await listed('ret-*')).toEqual(ids.filter((id) => id.startsWith('ret-')));
    expect(await listed(`${RULES[0].id.slice(0, -1)}?`)).toEqual([RULES[0].id]);
    expect((await run(['rules', 'ret-*'])).stdout).toMatch(/^ {2}ret-/m);
  });

  test.each(['nosuch', 'nosuch-*'])('finds no rule called %s', async (id) => {
    const { code, stdout, stderr } = await run(['rules', id]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`rule: expected an id that \`woe rules\` lists, or a glob, got "${id}"`);
  });

  test('gives one or all as JSON', async () => {
    const all = JSON.parse((await run(['rules', '--format', 'json'])).stdout);
    expect(all).toEqual(JSON.parse(JSON.stringify(RULES)));
    expect(JSON.parse((await run(['rules', RULES[0].id, '--format', 'json'])).stdout)).toEqual(all[0]);
  });

  test('gives one or all as Markdown', async () => {
    const all = (await run(['rules', '--format', 'markdown'])).stdout;
    const one = (await run(['rules', RULES[0].id, '--format', 'markdown'])).stdout;
    expect(one).toMatch(new RegExp(`^### ${RULES[0].id}\n`));
    expect(all).toContain(one);
  });
});

describe('nearest', () => {
  const words = ['ret-direct-full', 'ret-direct-error', 'pos-follows', 'svg'];

  test.each([
    ['ret-dirct-full', ['ret-direct-full']],
    ['direct', ['ret-direct-full', 'ret-direct-error']],
    ['pos-folows', ['pos-follows']],
    ['png', []],
    ['completely-else', []],
    ['', []],
  ])('%p is near to %p', (typed, expected) => expect(nearest(typed, words)).toEqual(expected));
});
