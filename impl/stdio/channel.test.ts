import { describe, expect, test } from '@jest/globals';
import { Channel, type Server } from './channel.js';
import type { Wire, WireListener } from './wire.js';

/** A peer that says what the test lets it say. */
class Peer implements Wire {
  readonly heard: string[] = [];
  readonly evidence = ['last words'];
  unsent = 0;
  killed = false;
  private listener: WireListener | undefined;

  listen(listener: WireListener): void {
    this.listener = listener;
  }
  send(text: string): void {
    this.heard.push(text);
  }
  say(...messages: unknown[]): void {
    this.listener?.bytes(Buffer.from(messages.map((message) => `${JSON.stringify(message)}\n`).join('')));
  }
  async kill(): Promise<void> {
    this.killed = true;
  }
  async close(): Promise<void> {
    this.killed = true;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function channelTo(peer: Peer, options: object = {}): Channel {
  return new Channel(peer, { timeoutMs: 1000, window: 2, maxBytes: 1000, ...options });
}

const idsIn = (text: string): number[] => [...text.matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id));

describe('the window', () => {
  test('requests beyond it wait, and go out when the oldest is answered', async () => {
    const peer = new Peer();
    const channel = channelTo(peer);
    const answers = [1, 2, 3, 4].map(() => channel.request('fsync', {}));
    await turn();
    // What was asked in one turn goes out in one write.
    expect(peer.heard.map(idsIn)).toEqual([[1, 2]]);
    peer.say({ id: 1, result: 'a' }, { id: 2, result: 'b' });
    await turn();
    expect(peer.heard.map(idsIn)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    peer.say({ id: 3, result: 'c' }, { id: 4, result: 'd' });
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd']);
    await channel.close();
  });

  test('what is asked meanwhile is about the oldest request', async () => {
    const peer = new Peer();
    const channel = channelTo(peer);
    const serving = (name: string): Server => ({ request: () => name, note: () => undefined });
    const answers = [channel.request('write', {}, serving('first')), channel.request('write', {}, serving('second'))];
    const ask = { id: 9, method: 'flush', params: {} };
    peer.say(ask, { id: 1, result: 0 }, ask, { id: 2, result: 0 });
    await Promise.all(answers);
    await turn();
    expect(peer.heard.join('')).toContain('{"id":9,"result":"first"}\n{"id":9,"result":"second"}\n');
    await channel.close();
  });
});

test('a request that the driver could not take is not sent', async () => {
  const peer = new Peer();
  const channel = channelTo(peer);
  await expect(channel.request('write', { data: 'x'.repeat(1000) })).rejects.toThrow(
    /takes at most 1000 \(limits\.maxBytes\)/,
  );
  expect(peer.heard).toEqual([]);
  await channel.close();
});

test('answers that nobody reads do not pile up', async () => {
  const peer = new Peer();
  const channel = channelTo(peer);
  const answer = channel.request('write', {}, { request: () => 'x', note: () => undefined });
  peer.unsent = 65 * 1024 * 1024;
  peer.say({ id: 1, method: 'flush', params: {} });
  await expect(answer).rejects.toMatchObject({ verdict: 'timed out' });
  await expect(answer).rejects.toThrow(/^does not read: 68157440 bytes/);
});

test('what is said in time keeps the clock from running out', async () => {
  const peer = new Peer();
  const channel = channelTo(peer, { timeoutMs: 100 });
  const answer = channel.request('write', {}, { request: () => 0, note: () => undefined });
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    peer.say({ id: i, method: 'flush', params: {} });
  }
  peer.say({ id: 1, result: 7 });
  expect(await answer).toBe(7);
  await channel.close();
});

test('everyone who waits is told, with the last words, and the peer is ended', async () => {
  const peer = new Peer();
  const channel = channelTo(peer, { timeoutMs: 50 });
  const answers = [1, 2, 3].map(() => channel.request('fsync', {}));
  for (const answer of answers)
    await expect(answer).rejects.toMatchObject({ verdict: 'timed out', evidence: ['last words'] });
  expect(peer.killed).toBe(true);
  await expect(channel.request('fsync', {})).rejects.toThrow('no reply to fsync (id 1) within 0.05 s');
});

test('a failure between two requests is told once', async () => {
  const peer = new Peer();
  const channel = channelTo(peer);
  peer.say({ id: 5, result: 0 });
  await turn();
  expect(channel.takeUntold()?.message).toMatch(/expected no reply \(no request has the id 5\)/);
  expect(channel.takeUntold()).toBeUndefined();
});
