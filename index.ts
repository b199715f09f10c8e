/** What the package offers to programs: the contract's types and validators, and the check itself. */
export * from './contract/index.js';
export { resolveTarget } from './impl/target.js';
export { check } from './properties/check.js';
export type { CheckOptions, Progress } from './properties/options.js';
