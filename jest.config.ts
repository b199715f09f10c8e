/** @jest-config-loader ts-node */
/** @jest-config-loader-options {"transpileOnly": true} */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/contract', '<rootDir>/model', '<rootDir>/impl', '<rootDir>/properties', '<rootDir>/report', '<rootDir>/cli'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Hot loops run inside the sandbox: without these, every `Math.max` is a proxied lookup.
  sandboxInjectedGlobals: ['Math', 'Object', 'Map', 'Set', 'Uint8Array', 'Int32Array', 'Float64Array', 'Number', 'Array'],
};

export default config;
