/** The drivers in Python say what docs/protocol.md says that they say. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { transcripts } from './transcript.sample.js';

const DRIVERS = join(__dirname, '..', '..', 'fixtures', 'drivers', 'python');
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('skipped: the transcripts with a real driver: python3 is not on this machine\n');

/** Real files have real times. */
const timeless = (line: string): unknown =>
  JSON.parse(line, (key, value: unknown) => (key === 'mtime' || key === 'ctime' ? 0 : value));

(hasPython ? test : test.skip).each([
  ['Transcript: iter level', 'driver.py'],
  ['Transcript: file level', 'driver.py'],
  ['Transcript: disk level', 'disk_driver.py'],
])('%s', (title, driver) => {
  const said = transcripts().get(title) ?? [];
  const lines = (by: string): string[] => said.filter((one) => one.by === by).map(({ line }) => line);
  // A driver answers what it reads, in that order: it need not wait for the suite to speak.
  const input = `${lines('suite').join('\n')}\n`;
  const { stdout, stderr, status } = spawnSync('python3', [join(DRIVERS, driver)], { input, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout.trimEnd().split('\n').map(timeless)).toEqual(lines('driver').map(timeless));
});
