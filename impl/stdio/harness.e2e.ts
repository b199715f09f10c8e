/** Drivers that go wrong, each in its own way: what is said of them, and that nothing of them is left. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Misbehaviour, UsageError, type Callees, type Kiocb, type Target } from '../../contract/index.js';
import { stdioTarget } from './index.js';

const DRIVER = join(__dirname, '..', '..', 'fixtures', 'drivers', 'harness', 'driver.js');
const TIMEOUT = { timeoutMs: 700, startMs: 20_000 };

const opened: Target[] = [];
afterEach(async () => {
  for (const target of opened.splice(0)) await target.close?.();
});

async function harness(mode: string, options: object = TIMEOUT): Promise<Target> {
  const target = await stdioTarget(process.execPath, [DRIVER, mode], options);
  opened.push(target);
  return target;
}

/** A write of one byte whose callees all succeed. */
function writeIter(target: Target): Promise<unknown> {
  const inode = { size: 0, backingDevInfo: {}, lock: () => undefined, unlock: () => undefined };
  const kiocb: Kiocb = { kiPos: 0, direct: false, inode, task: { backingDevInfo: null } };
  const callee = (): 0 => 0;
  const callees = { removePrivs: callee, updateTime: callee, perform: () => 1, flush: callee } as unknown as Callees;
  return Promise.resolve(target.iter!.writeIter(kiocb, { count: 1, advance: () => undefined }, callees));
}

async function failureOf(promise: Promise<unknown>): Promise<Misbehaviour> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Misbehaviour);
  return error as Misbehaviour;
}

/** A process that has ended but whose parent never asked is not alive. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout);
}

describe('before the handshake is over nothing could be run', () => {
  test.each<[string, RegExp]>([
    ['no-handshake', /exited with code 1 before it answered hello \(id 1\); it said: cannot find my library/],
    ['silent', /no reply to hello \(id 1\) within 0\.5 s/],
    ['banner', /expected a reply to hello \(id 1\), a JSON object on one line; got: Welcome!/],
    ['other-protocol', /hello: protocol: Invalid input: expected "woe\.stdio\/1"; got "woe\.stdio\/9"/],
    ['no-levels', /hello: levels: /],
    ['refuses-hello', /hello was answered with an error: who are you\?/],
  ])('%s', async (mode, message) => {
    const failure = harness(mode, { timeoutMs: 500, startMs: mode === 'silent' ? 500 : 20_000 });
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow(message);
  });

  test('a command that does not exist', async () => {
    await expect(stdioTarget('/no/such/driver')).rejects.toThrow(/could not be started \(ENOENT\)/);
  });
});

describe('afterwards each way to go wrong has its verdict', () => {
  test.each<[string, Misbehaviour['verdict'], RegExp]>([
    ['crash', 'crashed', /^exited with code 3 before it answered writeIter \(id 2\)$/],
    ['segv', 'crashed', /^was killed by SIGSEGV before/],
    ['hang', 'timed out', /^no reply to writeIter \(id 2\) within 0\.7 s$/],
    ['never-reads', 'timed out', /^no reply/],
    ['partial-hang', 'timed out', /^no reply/],
    ['asks-forever', 'timed out', /^asked 20000 times during one writeIter and did not answer it$/],
    ['tells-forever', 'timed out', /^sent 10000 messages without an id during one writeIter and did not answer it$/],
    ['partial-exit', 'crashed', /exited with code 0 .*; its last line has no end: \{"id":2,"resu$/],
    ['exit-in-the-middle', 'crashed', /^exited with code 0 before/],
    ['garbage', 'protocol error', /got: \\x1b\[31mSegmentation fault\\x07$/],
    ['not-utf8', 'protocol error', /got: \{\\xff\\xfe\}$/],
    [
      'deep',
      'protocol error',
      /^expected a message of at most 1000 arrays and objects; got: \{"id":2,"result":\[+\.\.\. \(\d+ more bytes\)$/,
    ],
    ['array', 'protocol error', /expected \{"id", "result"\}.*got: \[1,2\]$/],
    ['no-result', 'protocol error', /got: \{"id":2\}$/],
    ['wrong-id', 'protocol error', /expected a reply to writeIter \(id 2\) \(no request has the id 1002\); got: /],
    [
      'too-long',
      'protocol error',
      /^sent a line of more than 16777216 bytes, which begins with: x+\.\.\. \(\d+ more bytes\)$/,
    ],
    ['unknown-callee', 'protocol error', /expected valid params of callee \(name: .*got "sync"\)/],
    ['wrong-args', 'protocol error', /expected as args of flush: \[lo, hi\]; got: /],
    ['unknown-request', 'protocol error', /expected one of the methods callee; got: /],
    ['not-traced', 'protocol error', /expected without an id one of lock, unlock; got: /],
    ['closes-stdout', 'protocol error', /^closed its standard output before/],
    ['bare-ret', 'protocol error', /^the result of writeIter: expected \{ret, kiPos, iovLeft, bdi\}$/],
    ['no-ki-pos', 'protocol error', /^the result of writeIter: kiPos: /],
    ['error', 'crashed', /^writeIter was answered with an error: out of luck/],
  ])('%s: %s', async (mode, verdict, message) => {
    const failure = await failureOf(writeIter(await harness(mode)));
    expect(failure.message).toMatch(message);
    expect(failure.verdict).toBe(verdict);
  });

  test.each<[string, RegExp]>([
    ['twice', /expected no reply \(2 was answered already\); got: \{"id":2,/],
    ['unasked', /expected nothing: the driver may ask only while it works on a request/],
  ])('%s: the next request tells', async (mode, message) => {
    const target = await harness(mode);
    await writeIter(target);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const failure = await failureOf(writeIter(target));
    expect(failure.message).toMatch(message);
    expect(failure.verdict).toBe('protocol error');
    // And then there is a new driver.
    expect(await writeIter(target)).toBe(0);
  });

  test('replies out of order', async () => {
    const target = await harness('out-of-order');
    const file = await target.file!.prepare(new Uint8Array(), ENVIRONMENT, {
      sectorSize: 512,
      sectors: 1,
      provisioned: 1,
    });
    const failure = await failureOf(Promise.resolve(file.fsync(3)));
    expect(failure.message).toMatch(
      /expected a reply to fsync \(id 3\) first: replies come in the order of the requests/,
    );
    expect(failure.verdict).toBe('protocol error');
  });

  test('a result that no call can have is left to the suite', async () => {
    expect(await writeIter(await harness('negative-ret'))).toBe(-5);
  });
});

const ENVIRONMENT = {
  profile: 'posix',
  caller: { uid: 0, gid: 0, capFsetid: true },
  file: {},
  clock: () => 1,
  trace: () => undefined,
} as never;

describe('evidence', () => {
  test('is the end of standard error', async () => {
    const { evidence } = await failureOf(writeIter(await harness('crash')));
    expect(evidence).toEqual(['assertion failed: written <= count']);
  });

  test('a flood of it costs no memory and keeps the last 20 lines', async () => {
    const { evidence, verdict } = await failureOf(writeIter(await harness('flood', { timeoutMs: 10_000 })));
    expect(verdict).toBe('crashed');
    expect(evidence).toHaveLength(20);
    expect(evidence[0]).toBe('x'.repeat(500));
    expect(evidence.at(-1)).toBe('the last words');
  });
});

describe('no process is left', () => {
  test('what the driver started ends with it', async () => {
    const { evidence } = await failureOf(writeIter(await harness('grandchild')));
    const pid = Number(/grandchild (\d+)/.exec(evidence.join())?.[1]);
    expect(pid).toBeGreaterThan(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(pid)).toBe(false);
  });

  test('a driver that does not end when its input ends is killed', async () => {
    const target = await harness('ignores-the-end');
    await writeIter(target);
    await target.close?.();
    await expect(writeIter(target)).rejects.toThrow('the driver was closed');
  });
});

test('a driver that crashed is started again, at most five times', async () => {
  const target = await harness('crash');
  const messages: string[] = [];
  for (let scenario = 0; scenario < 7; scenario++) messages.push((await failureOf(writeIter(target))).message);
  expect(messages.slice(0, 6)).toEqual(Array(6).fill('exited with code 3 before it answered writeIter (id 2)'));
  expect(messages[6]).toBe('exited with code 3 before it answered writeIter (id 2) (after 5 restarts)');
});
