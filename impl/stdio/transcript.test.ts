import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../contract/index.js';
import { Driver } from './driver.js';
import { targetOf } from './target.js';
import { Script, diskSession, fileSession, iterSession, transcripts } from './transcript.sample.js';

/** The transcripts of docs/protocol.md, and what happens in them. */
const SESSIONS: readonly [string, (target: Target) => Promise<unknown>, unknown][] = [
  ['Transcript: iter level', iterSession, 4096],
  ['Transcript: file level', fileSession, { written: 3, content: 'Habco' }],
  ['Transcript: disk level', diskSession, { written: 1, synced: 0, size: 1 }],
];

test('the page has these transcripts', () => {
  expect([...transcripts().keys()]).toEqual(SESSIONS.map(([title]) => title));
});

describe.each(SESSIONS)('%s', (title, session, outcome) => {
  test('is what the suite says to such a driver', async () => {
    const said = transcripts().get(title) ?? [];
    const script = new Script(said);
    const driver = await Driver.over(() => script, { timeoutMs: 500, startMs: 500 }, title);
    expect(await session(targetOf(driver))).toEqual(outcome);
    expect(script.heard).toEqual(said.filter(({ by }) => by === 'suite').map(({ line }) => line));
    await driver.close();
  });
});
