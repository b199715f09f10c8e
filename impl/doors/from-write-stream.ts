import { finished, type Writable } from 'node:stream';
import type { Target } from '../../contract/index.js';
import { fromSink, type SinkTargetOptions } from './from-sink.js';
import type { LayerFs } from './short-writing-fs.js';
import type { Sink, SinkOptions } from './sink-file.js';

/** Opens a stream on the layer, e.g. `(fs, { path, ...options }) => createWriteStream(path, { ...options, fs })`. */
export type CreateWriteStream = (fs: LayerFs, options: SinkOptions) => Writable;

/** As fromSink, for writables such as those of `fs.createWriteStream`; several segments are written corked. */
export const fromWriteStream = (create: CreateWriteStream, options: SinkTargetOptions = {}): Target =>
  fromSink((fs, sinkOptions) => new StreamSink(create(fs, sinkOptions)), { name: 'write stream', ...options });

class StreamSink implements Sink {
  private failed: Error | undefined;

  constructor(private readonly stream: Writable) {
    // An error without a listener would end the process; the callback of a write tells it too.
    stream.on('error', (error) => {
      this.failed ??= error;
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.told((callback) => this.stream.write(bytes, callback));
  }

  async writev(pieces: readonly Uint8Array[]): Promise<void> {
    const { stream } = this;
    stream.cork();
    const told = pieces.map((piece) => this.told((callback) => stream.write(piece, callback)));
    stream.uncork();
    const outcomes = await Promise.allSettled(told);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused) throw refused.reason;
  }

  /** Ends a stream that is well, destroys one that failed; resolves when it is over. */
  close(): Promise<void> {
    const { stream } = this;
    if (stream.closed) return Promise.resolve();
    const over = new Promise<void>((resolve, reject) => {
      finished(stream, (error) => {
        if (error && !this.failed) reject(error);
        else resolve();
      });
    });
    if (this.failed) stream.destroy();
    else stream.end();
    return over;
  }

  private told(write: (callback: (error?: Error | null) => void) => unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      write((error) => {
        this.failed ??= error ?? undefined;
        if (error) reject(error);
        else resolve();
      });
    });
  }
}
