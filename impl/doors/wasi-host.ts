import { UsageError } from '../../contract/index.js';
import { REQUIRED_CALLS, WASI_CALLS, type WasiCall } from './wasi-calls.js';
import { instantiate, type WasmInstance, type WasmMemory } from './wasm.js';
import { reExporting } from './wasm-encoder.js';

export const PREVIEW1 = 'wasi_snapshot_preview1';

/** A WASI host that has not met a module yet. */
export interface WasiHost {
  /** What it offers to a module: an object with the functions under `wasi_snapshot_preview1`. */
  readonly imports: Readonly<Record<string, unknown>>;
  /** Called with the instance, whose memory the functions are to use; for hosts that want it. */
  initialize?(instance: WasmInstance): void;
  /** The descriptor of the directory in which the file is made. @default 3, the first that is preopened */
  readonly directory?: number;
}

type Calls = Partial<Record<WasiCall, (...args: (number | bigint)[]) => number>>;

/** A host behind a module that does nothing but pass its functions through. */
export interface WasiModule {
  readonly calls: Calls;
  readonly memory: WasmMemory;
  readonly directory: number;
}

const PAGES = 4;

/** Throws UsageError naming the functions that are missing. */
export function connect(host: WasiHost): WasiModule {
  const offered = (host.imports[PREVIEW1] ?? {}) as Record<string, unknown>;
  const isOffered = (name: WasiCall): boolean => typeof offered[name] === 'function';
  const missing = REQUIRED_CALLS.filter((name) => !isOffered(name));
  if (missing.length > 0)
    throw new UsageError(
      `fromWasi: expected imports with ${PREVIEW1}: ${missing.join(', ')}, but they are not there; ` +
        "e.g. const wasi = new WASI({ version: 'preview1', preopens: { '/': root } }); " +
        'fromWasi({ imports: wasi.getImportObject(), initialize: (instance) => wasi.initialize(instance) })',
    );
  const names = (Object.keys(WASI_CALLS) as WasiCall[]).filter(isOffered);
  const bytes = reExporting(
    PREVIEW1,
    names.map((name) => ({ name, params: WASI_CALLS[name] })),
    PAGES,
  );
  const instance = instantiate(bytes, { [PREVIEW1]: offered });
  host.initialize?.(instance);
  const { memory, ...calls } = instance.exports as unknown as Calls & { memory: WasmMemory };
  return { calls, memory, directory: host.directory ?? 3 };
}
