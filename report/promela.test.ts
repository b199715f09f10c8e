import { expect, test } from '@jest/globals';
import { PROFILE_IDS } from '../contract/index.js';
import { compiled, PROFILES, searchModel } from '../model/index.js';
import { promelaText } from './promela.js';

const textOf = (profile: (typeof PROFILE_IDS)[number], bounds = { sectors: 2, writes: 1 }): string =>
  promelaText(searchModel(compiled('__generic_file_write_iter', PROFILES[profile]), bounds));

test('the core over two sectors in Promela', () => {
  expect(textOf('linux-4.x')).toMatchSnapshot();
});

test.each(PROFILE_IDS)('every name that %s uses is declared once', (profile) => {
  const text = textOf(profile).replace(/\/\*[^]*?\*\//g, '');
  const declared = [...text.matchAll(/^(?:#define|inline) (\w+)/gm)].map(([, name]) => name);
  expect(new Set(declared).size).toBe(declared.length);
  const used = [...text.matchAll(/\b((?:AT|IF|do|take|effect)_\w+)/g)].map(([, name]) => name);
  for (const name of used) expect(declared).toContain(name);
});

test('the regression of 6.5.0 is in the text: its flush error leaves ki_pos where it is', () => {
  const dropFallback = (text: string): string | undefined => /^inline do_dropFallback.*$/m.exec(text)?.[0];
  expect(dropFallback(textOf('linux-6.x'))).toContain('kiPos = kiPos - status');
  expect(dropFallback(textOf('linux-6.5.0'))).not.toContain('kiPos =');
});
