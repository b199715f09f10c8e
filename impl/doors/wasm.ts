/** A linear memory; its buffer is another one after it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB. */
  grow(pages: number): number;
}

/** A module's instance. */
export interface WasmInstance {
  readonly exports: object;
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
}

/** The instance of a module. The types of Node and ECMAScript leave WebAssembly to those of the browser. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, imports: object): WasmInstance {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WasmApi };
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
}
