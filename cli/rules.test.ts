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
