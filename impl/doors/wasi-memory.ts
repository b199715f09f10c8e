import type { WasmMemory } from './wasm.js';

const PAGE = 65_536;
/** Where results, the name of the file, the iovecs and the data lie. */
const RESULT = 1024;
const NAME = 2048;
const IOVECS = 4096;
const DATA = PAGE;

/** What a filestat holds, of 64 bytes; times in nanoseconds. */
export interface Filestat {
  readonly size: bigint;
  readonly mtim: bigint;
}

/** The module's memory as its calls use it: one call at a time. */
export class WasiMemory {
  readonly result = RESULT;

  constructor(private readonly memory: WasmMemory) {}

  /** Puts the name; returns its place and length in bytes. */
  putName(name: string): readonly [at: number, bytes: number] {
    const encoded = Buffer.from(name, 'utf8');
    this.bytes.set(encoded, NAME);
    return [NAME, encoded.length];
  }

  /** One iovec a buffer, the data one behind the other; returns the place and number of iovecs. */
  putVectors(buffers: readonly Uint8Array[]): readonly [at: number, count: number] {
    let at = this.reserve(buffers.reduce((sum, { length }) => sum + length, 0));
    for (const [i, buffer] of buffers.entries()) {
      this.bytes.set(buffer, at);
      this.putVector(i, at, buffer.length);
      at += buffer.length;
    }
    return [IOVECS, buffers.length];
  }

  /** One iovec for `length` bytes to be read. */
  roomFor(length: number): readonly [at: number, count: number] {
    this.putVector(0, this.reserve(length), length);
    return [IOVECS, 1];
  }

  /** A copy of the first `length` bytes that were read. */
  taken(length: number): Uint8Array {
    return this.bytes.slice(DATA, DATA + length);
  }

  get u32(): number {
    return this.view.getUint32(RESULT, true);
  }

  get u64(): bigint {
    return this.view.getBigUint64(RESULT, true);
  }

  get filestat(): Filestat {
    const { view } = this;
    return { size: view.getBigUint64(RESULT + 32, true), mtim: view.getBigUint64(RESULT + 48, true) };
  }

  private putVector(index: number, at: number, length: number): void {
    this.view.setUint32(IOVECS + 8 * index, at, true);
    this.view.setUint32(IOVECS + 8 * index + 4, length, true);
  }

  private reserve(length: number): number {
    const missing = DATA + length - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return DATA;
  }

  /** Both are made anew: a grown memory has another buffer. */
  private get bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  private get view(): DataView {
    return new DataView(this.memory.buffer);
  }
}
