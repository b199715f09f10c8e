import { describe, expect, it } from '@jest/globals';
import { instantiate, type WasmMemory } from './wasm.js';
import { reExporting } from './wasm-encoder.js';

/** The same module, assembled by hand from its text. */
const BY_HAND = [
  [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // types: (func (param i32 i64) (result i32)), (func (result i32))
  [0x01, 0x0b, 0x02, 0x60, 0x02, 0x7f, 0x7e, 0x01, 0x7f, 0x60, 0x00, 0x01, 0x7f],
  // imports: "m" "f" type 0, "m" "g" type 1
  [0x02, 0x0d, 0x02, 0x01, 0x6d, 0x01, 0x66, 0x00, 0x00, 0x01, 0x6d, 0x01, 0x67, 0x00, 0x01],
  // a memory of at least 200 pages
  [0x05, 0x04, 0x01, 0x00, 0xc8, 0x01],
  // exports: "f" function 0, "g" function 1, "memory" memory 0
  [0x07, 0x12, 0x03, 0x01, 0x66, 0x00, 0x00, 0x01, 0x67, 0x00, 0x01, 0x06, ...Buffer.from('memory'), 0x02, 0x00],
].flat();

const bytes = reExporting(
  'm',
  [
    { name: 'f', params: ['i32', 'i64'] },
    { name: 'g', params: [] },
  ],
  200,
);

describe('the module that re-exports what it imports', () => {
  it('is, byte for byte, what its text says', () => {
    expect([...bytes]).toEqual(BY_HAND);
  });

  it('passes arguments and results through, and exports its memory', () => {
    const f = (a: number, b: bigint): number => a + Number(b);
    const { exports } = instantiate(bytes, { m: { f, g: () => 7 } });
    const passed = exports as { f: typeof f; g: () => number; memory: WasmMemory };
    expect([passed.f(40, 2n), passed.g(), passed.memory.buffer.byteLength]).toEqual([42, 7, 200 * 65_536]);
  });
});
