export { defineTarget } from './define-target.js';
export { fromNodeFs, type NodeFsOptions } from './from-node-fs.js';
export { fromWasi, type WasiOptions } from './from-wasi.js';
export { MODULE_LOOKUP, moduleTarget } from './module-target.js';
export type { NodeFs, NodeStats } from './node-fs.js';
export type { WasiHost } from './wasi-host.js';
export type { WasmInstance } from './wasm.js';
