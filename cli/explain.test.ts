import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OBSERVABLES } from '../contract/index.js';
import type { Explanation } from '../report/explain/explanation.js';
import { DEVIATING } from '../report/results.sample.js';
import { loadEngine } from './engine.js';
import { SAMPLES, counterexampleOf, type Sample } from './explain.sample.js';
import { run, type Ran } from './terminal.sample.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function explained(sample: Sample, ...options: string[]): Promise<Ran> {
  const file = join(dir, 'x.counterexample.json');
  writeFileSync(file, JSON.stringify(await counterexampleOf(sample)));
  const ran = await run(['explain', file, ...options]);
  return { ...ran, stdout: ran.stdout.replaceAll(dir, 'found') };
}

const content = SAMPLES.find(({ shows }) => shows === 'content') as Sample;

describe('woe explain', () => {
  test('has a sample of each kind of observable', () => {
    expect([...OBSERVABLES].filter((kind) => !SAMPLES.some(({ shows }) => shows === kind))).toEqual([]);
  });

  test.each(SAMPLES)('tells of $shows: $mutant at $scenario.level level', async (sample) => {
    const ran = await explained(sample);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(new RegExp(`^ {4}${sample.shows} `, 'm'));
    expect(`\n${ran.stdout}`).toMatchSnapshot();
  });

  test.each(SAMPLES)('keeps to one screen and 105 columns: $mutant at $scenario.level level', async (sample) => {
    const lines = (await explained(sample)).stdout.split('\n');
    expect(lines.length).toBeLessThan(80);
    expect(lines.filter((line) => line.length > 105)).toEqual([]);
  });

  test('--format markdown is for an issue tracker', async () => {
    expect(`\n${(await explained(content, '--format', 'markdown')).stdout}`).toMatchSnapshot();
  });

  test('--format json is for a program, and the same data', async () => {
    const { stdout } = await explained(content, '--format', 'json');
    const explanation = JSON.parse(stdout) as Explanation;
    expect(explanation).toMatchObject({ schema: 'woe.explanation/1', level: 'disk', profile: 'linux-4.x' });
    expect(explanation.content?.rows.some(({ got }) => got.includes('S'))).toBe(true);
    expect(Object.keys(explanation)).toEqual([
      'schema',
      'target',
      'level',
      'profile',
      'leaves',
      'rule',
      'setting',
      'call',
      'calls',
      'steps',
      'differences',
      'alsoSeen',
      'offsets',
      'content',
      'path',
      'next',
    ]);
  });

  test('says when the file is obsolete, and tells it all the same', async () => {
    const file = join(dir, 'old.counterexample.json');
    writeFileSync(file, JSON.stringify({ ...(await counterexampleOf(content)), modelDigest: '0000000000000000' }));
    const ran = await run(['explain', file]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('obsolete');
    expect(ran.stdout).toMatch(/^deviates {2}content-written-bytes /);
  });

  test('an unknown format is a usage error', async () => {
    const ran = await run(['explain', 'x', '--format', 'html']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--format: expected one of text, markdown, json');
  });
});

test('what check prints for a deviation is the same text', async () => {
  const found = await counterexampleOf(content);
  const out = join(dir, 'out');
  const engine = { ...(await loadEngine()), check: async () => ({ ...DEVIATING, counterexamples: [found] }) };
  const checked = await run(['check', '--out', out], engine);
  const file = join(out, 'content-written-bytes.disk.counterexample.json');
  const [story] = (await run(['explain', file])).stdout.split('\n\n  next\n');
  expect(checked.stdout).toContain(story);
  expect(checked.stdout).toContain(`\n\n  saved as\n    ${file}\n`);
  expect(checked.stdout).toContain(`Next  woe replay ${file}   to run it again\n      woe explain ${file} --format`);
});
