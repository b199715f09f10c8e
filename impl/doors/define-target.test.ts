import { describe, expect, it } from '@jest/globals';
import type { Environment, Geometry, Target } from '../../contract/index.js';
import { defineTarget } from './define-target.js';

const FILE = { induces: [], prepare: () => ({}) };
const GOOD = { name: 'my-fs', version: '1', capabilities: ['append'], file: FILE };

const defined = (change: object): Target => defineTarget({ ...GOOD, ...change } as unknown as Target);

describe('defineTarget', () => {
  it.each([
    [{ name: '' }, 'defineTarget: name: expected a name, got ""; e.g. name: \'my-fs\''],
    [{ version: 1 }, "defineTarget: version: expected a version in quotes, got 1; e.g. version: '1.0.0'"],
    [
      { profile: 'linux' },
      /^defineTarget: profile: expected one of linux-3.18, .*, got "linux"; e.g. profile: 'posix'$/,
    ],
    [{ capabilities: ['apend'] }, /capabilities: expected an array of direct, append, .*, got \["apend"\]; e.g. capab/],
    [
      { file: { induces: [] } },
      'defineTarget: file.prepare: expected a function, got undefined; e.g. prepare: (content, environment) => ...',
    ],
    [{ file: { ...FILE, lacks: ['seek'] } }, /file.lacks: expected an array of offset, .*, got \["seek"\]/],
    [{ iter: {} }, /iter.writeIter: expected a function, got undefined; e.g. writeIter: \(kiocb, from, callees\)/],
    [{ close: 1 }, 'defineTarget: close: expected a function, got 1; e.g. close() { server.stop(); }'],
    [{ file: undefined }, /^defineTarget: expected at least one of iter, disk, file, got none; e.g. defineTarget\(\{/],
  ])('names what is wrong in %j, and shows a right one', (change, message) => {
    expect(() => defined(change)).toThrow(message);
  });

  it('takes a member that throws for a wrong one', () => {
    const throwing = Object.defineProperty({ ...GOOD }, 'iter', {
      enumerable: true,
      get() {
        throw new Error('no door');
      },
    });
    expect(() => defineTarget(throwing as unknown as Target)).toThrow(
      'defineTarget: expected members that can be read, got one that throws "no door"',
    );
  });

  it('takes nothing that is no object', () => {
    expect(() => defineTarget(null as unknown as Target)).toThrow(/^defineTarget: expected a target, got null; e.g. /);
  });

  it('names the call that a prepared file lacks, unless the target said so', async () => {
    const calls = Object.fromEntries(
      ['open', 'write', 'read', 'fstat', 'ftruncate', 'fsync', 'fdatasync', 'close'].map((name) => [name, () => 0]),
    );
    const prepare = (file: object) => {
      const { file: level } = defined({ file: { ...FILE, ...file } });
      return level?.prepare(new Uint8Array(), {} as Environment, {} as Geometry);
    };
    expect(() => prepare({ prepare: () => calls })).toThrow('file.prepare: its file lacks lseek(fd, offset, whence)');
    expect(prepare({ prepare: () => calls, lacks: ['offset'] })).toBe(calls);
    await expect(prepare({ prepare: () => Promise.resolve({}) })).rejects.toThrow('its file lacks open(flags)');
  });
});
