import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { KERNEL_ROWS } from '../impl/kernel/index.js';
import { CONFORMANT } from '../report/results.sample.js';
import { partOf, resultsText, targetsText, withPart } from './kernel-page.js';

const PAGE = readFileSync(resolve(__dirname, 'kernel.md'), 'utf8');
/** Without the padding that Prettier adds to tables. */
const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();

describe('docs/kernel.md', () => {
  test('has the targets as they stand in the table', () => {
    expect(plain(partOf(PAGE, 'targets'))).toBe(plain(targetsText()));
  });

  test('has a result of every target, and each known deviation', () => {
    const results = partOf(PAGE, 'results');
    for (const { id, known = [] } of KERNEL_ROWS) {
      expect(results).toContain(`\`kernel:${id}\``);
      for (const { reason } of known) expect(results).toContain(reason);
    }
  });
});

test('only the part between its comments is replaced', () => {
  const page = withPart(withPart(PAGE, 'results', 'new'), 'targets', targetsText());
  expect(partOf(page, 'results').trim()).toBe('new');
  expect(page.slice(0, page.indexOf('<!-- targets'))).toBe(PAGE.slice(0, PAGE.indexOf('<!-- targets')));
  expect(() => withPart('# Kernel', 'results', 'new')).toThrow('docs/kernel.md: expected <!-- results: generated');
});

test('a target that was not run says why', () => {
  const [fuse, tmpfs] = KERNEL_ROWS;
  const missing = [{ reason: '/dev/fuse is missing', remedy: 'modprobe fuse' }];
  const text = resultsText('6.18', [
    { row: fuse, missing },
    { row: tmpfs, missing: [], result: { ...CONFORMANT, profile: 'linux-6.x' } },
  ]);
  expect(text).toContain('| `kernel:fuse` | linux-fuse | not run: /dev/fuse is missing |');
  expect(text).toMatch(/\| `kernel:tmpfs` \| linux-6\.x \| conformant \| \d+/);
});
