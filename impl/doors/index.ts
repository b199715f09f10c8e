export { defineTarget } from './define-target.js';
export { fromNodeFs, type NodeFsOptions } from './from-node-fs.js';
export type { NodeFs, NodeStats } from './node-fs.js';
export { MODULE_LOOKUP, moduleTarget } from './module-target.js';
