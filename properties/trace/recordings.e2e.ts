/** Records the programs of fixtures/traces anew, on this kernel, and checks what comes of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RECORDINGS } from '../../fixtures/traces/recordings.js';
import { checkNdjson } from './index.js';

const RECORD = join(__dirname, '../../fixtures/traces/record.sh');
const MINUTE = 60_000;

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** Why nothing can be recorded here; undefined if it can. */
function whyNot(): string | undefined {
  if (!runs('cc', '--version')) return 'there is no C compiler; apt-get install gcc';
  if (!runs('strace', '-V')) return 'there is no strace; apt-get install strace';
  return runs('strace', '-o', '/dev/null', 'true') ? undefined : 'strace may not trace here';
}

const reason = whyNot();
const describeHere = reason === undefined ? describe : describe.skip;

describeHere(`recordings made anew${reason === undefined ? '' : ` (not run: ${reason})`}`, () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'woe-recordings-'));
    const { status, stderr } = spawnSync(RECORD, [dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }, MINUTE);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each(RECORDINGS)('$name', ({ name, exit, shortWrites, conform, pointsAt, optional }) => {
    const file = join(dir, `${name}.strace`);
    if (optional === true && !existsSync(file)) return;
    const result = checkNdjson(readFileSync(file), { profile: 'linux-6.x' });
    expect(result.unknown).toEqual({ lines: 0, first: [] });
    expect([result.verdict, result.shortWrites]).toEqual([exit === 0 ? 'conformant' : 'deviating', shortWrites]);
    expect(result.findings.map(({ text }) => text.includes(pointsAt ?? '\0'))).toEqual(pointsAt === null ? [] : [true]);
    const conforming = result.rules.filter(({ verdict }) => verdict === 'conform').map(({ id }) => id);
    expect(conforming).toEqual(expect.arrayContaining([...conform]));
  });
});
