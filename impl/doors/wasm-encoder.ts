/** The two number types that WASI preview 1 passes. */
export type WasmType = 'i32' | 'i64';

/** An imported function: its parameters; every one returns an i32, the errno. */
export interface WasmImport {
  readonly name: string;
  readonly params: readonly WasmType[];
}

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { type: 1, import: 2, memory: 5, export: 7 } as const;
const KIND = { function: 0x00, memory: 0x02 } as const;
const FUNCTION_TYPE = 0x60;
const VALUE: Readonly<Record<WasmType, number>> = { i32: 0x7f, i64: 0x7e };
/** Limits with a least number of pages and no most. */
const NO_MAXIMUM = 0x00;

/**
 * A module without code: it imports the functions from `module`, exports each under its own name, and exports a memory
 * of `pages` (64 KiB each) as `memory`. As text:
 *
 *     (module
 *       (import "MODULE" "NAME" (func $0 (param i32 ...) (result i32))) ...
 *       (memory $0 PAGES)
 *       (export "NAME" (func $0)) ...
 *       (export "memory" (memory $0)))
 *
 * Source: the binary format of the WebAssembly core specification, version 1.
 */
export function reExporting(module: string, imports: readonly WasmImport[], pages: number): Uint8Array<ArrayBuffer> {
  const types = imports.map(({ params }) => [
    FUNCTION_TYPE,
    ...vector(params.map((type) => [VALUE[type]])),
    ...vector([[VALUE.i32]]),
  ]);
  const imported = imports.map(({ name }, i) => [...text(module), ...text(name), KIND.function, ...unsigned(i)]);
  const exported = imports.map(({ name }, i) => [...text(name), KIND.function, ...unsigned(i)]);
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(SECTION.type, types),
    ...section(SECTION.import, imported),
    ...section(SECTION.memory, [[NO_MAXIMUM, ...unsigned(pages)]]),
    ...section(SECTION.export, [...exported, [...text('memory'), KIND.memory, ...unsigned(0)]]),
  ]);
}

function section(id: number, entries: readonly number[][]): number[] {
  const body = vector(entries);
  return [id, ...unsigned(body.length), ...body];
}

/** A count, then the entries. */
const vector = (entries: readonly number[][]): number[] => [...unsigned(entries.length), ...entries.flat()];

function text(name: string): number[] {
  const bytes = [...Buffer.from(name, 'utf8')];
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128: seven bits a byte, the lowest first, the eighth bit set on all but the last. */
function unsigned(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...unsigned((value - low) / 128)];
}
