import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Result, Target } from '../../contract/index.js';
import { fromSink, fromWriteStream, type LayerFs, type Sink } from '../../impl/doors/index.js';
import { check } from '../check.js';

const run = (target: Target): Promise<Result> => check({ target, runs: 150 });
const broken = (result: Result): string[] => [...new Set(result.counterexamples.map((c) => c.deviation.rule))];

/** A sink that writes everything, by synchronous calls, from `start` on. */
function careful(fs: LayerFs, path: string, flags: string, start: number | undefined): Sink {
  const fd = fs.openSync(path, flags);
  let position = start ?? 0;
  return {
    write(bytes) {
      for (let done = 0; done < bytes.length;) {
        const count = fs.writeSync(fd, bytes, done, bytes.length - done, position + done);
        done += count;
      }
      position += bytes.length;
    },
    close: () => {
      fs.closeSync(fd);
    },
  };
}

describe('a sink over a layer that transfers short', () => {
  it('conforms when it goes on where it stopped', async () => {
    const result = await run(fromSink((fs, { path, flags, start }) => careful(fs, path, flags, start)));
    expect([result.verdict, result.reasons]).toEqual(['conformant', []]);
    const rule = (id: string) => result.rules.find((one) => one.id === id);
    expect(rule('ret-buffered-short-drops-error')?.reason).toBe('the target tells no counts');
    expect(rule('ret-buffered-error')?.verdict).toBe('conform');
    expect(rule('content-written-bytes')?.verdict).toBe('conform');
  });

  it('is found out when it takes a short transfer for the whole', async () => {
    const careless = fromSink((fs, { path, flags, start }) => {
      const fd = fs.openSync(path, flags);
      let position = start ?? 0;
      return {
        write(bytes) {
          fs.writeSync(fd, bytes, 0, bytes.length, position);
          position += bytes.length;
        },
      };
    });
    expect(broken(await run(careless))).toContain('content-written-bytes');
  });

  it('is found out when it swallows the error', async () => {
    const silent = fromSink((fs, { path, flags, start }) => {
      const inner = careful(fs, path, flags, start);
      return {
        async write(bytes) {
          try {
            await inner.write(bytes);
          } catch {
            // As if it had been written.
          }
        },
      };
    });
    const result = await run(silent);
    expect(result.verdict).toBe('deviating');
    expect(
      result.counterexamples.every(({ scenario }) => scenario.faults.some(({ kind }) => kind !== 'shortAfter')),
    ).toBe(true);
  });

  it('is found out when it takes a short transfer for an error', async () => {
    const touchy = fromSink((fs, { path, flags, start }) => {
      const fd = fs.openSync(path, flags);
      let position = start ?? 0;
      return {
        write(bytes) {
          const count = fs.writeSync(fd, bytes, 0, bytes.length, position);
          if (count < bytes.length) throw Object.assign(new Error('short'), { code: 'EIO' });
          position += count;
        },
      };
    });
    const result = await run(touchy);
    const directions = result.counterexamples.map(({ deviation }) => deviation.differences[0].direction);
    expect(directions).toContain('error for count');
  });

  it('ends the run when its error has no errno', async () => {
    const odd = fromSink(() => ({
      write() {
        throw Object.assign(new Error('no'), { code: 'ERR_STREAM_DESTROYED' });
      },
    }));
    const result = await run(odd);
    expect([result.verdict, result.reasons[0]]).toEqual([
      'invalid result',
      'write returned "ERR_STREAM_DESTROYED"; expected a count >= 0 or an errno name, e.g. 4096 or "EIO"',
    ]);
  });
});

describe('a write stream over a layer that transfers short', () => {
  it("conforms when it is node's, one segment at a time", async () => {
    const target = fromWriteStream((fs, { path, ...options }) => createWriteStream(path, { ...options, fs }), {
      capabilities: ['append'],
    });
    const result = await run(target);
    expect([result.verdict, result.reasons]).toEqual(['conformant', []]);
  });

  it('is found out when its end comes before its bytes', async () => {
    const hasty = fromWriteStream((fs, { path, flags, start }) => {
      const fd = fs.openSync(path, flags);
      let position = start ?? 0;
      return new Writable({
        write(chunk: Buffer, _encoding, callback) {
          fs.write(fd, chunk, 0, chunk.length, position, () => undefined);
          position += chunk.length;
          callback();
        },
      });
    });
    expect((await run(hasty)).verdict).toBe('deviating');
  });
});
