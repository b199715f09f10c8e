import picocolors from 'picocolors';
import { RULES } from './model/index.js';
import { registerSuite, type SuiteOptions } from './properties/suite.js';
import { deviationText } from './report/deviation.js';
import { ruleBook } from './report/rule-book.js';

/** What the package offers to programs: the contract's types and validators, the doors for targets, and the suite. */
export * from './contract/index.js';
export { defineTarget, fromNodeFs, fromSink, fromWasi, fromWriteStream, moduleTarget } from './impl/doors/index.js';
export type {
  CreateSink,
  CreateWriteStream,
  LayerFs,
  NodeFs,
  NodeFsOptions,
  Sink,
  SinkOptions,
  SinkTargetOptions,
  WasiHost,
  WasiOptions,
  WasmInstance,
} from './impl/doors/index.js';
export { resolveTarget } from './impl/target.js';
export { check } from './properties/check.js';
export { readCounterexample, type StoredCounterexample } from './properties/counterexample-file.js';
export { hunt } from './properties/hunt.js';
export type { CheckOptions, HuntOptions, Progress, StoredFile } from './properties/options.js';
export { replay, type Replay } from './properties/replay.js';
export type { SuiteOptions, TestFunction } from './properties/suite.js';

/** The explanation of a counterexample as plain text, as `woe explain` prints it. */
export const explain = (found: Parameters<typeof deviationText>[0]): string =>
  deviationText(found, ruleBook(RULES), picocolors.createColors(false));

/**
 * Registers one test for each rule, level by level, and one for each stored counterexample, in any test runner: Jest,
 * Vitest, Mocha, node:test. See SuiteOptions.
 */
export const suite = (options: SuiteOptions): void => {
  registerSuite(options, explain);
};
