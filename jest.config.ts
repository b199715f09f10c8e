/** @jest-config-loader ts-node */
/** @jest-config-loader-options {"transpileOnly": true, "compilerOptions": {"module": "node16"}} */
import type { Config } from 'jest';

const ROOMS = ['contract', 'model', 'impl', 'properties', 'report', 'cli', 'docs', 'bench', 'fixtures'];

const shared: Config = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Sources name the compiled file (`./words.js`), as Node wants; Jest reads the source itself.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // Hot loops run inside the sandbox: without these, every `Math.max` is a proxied lookup.
  sandboxInjectedGlobals: [
    'Math',
    'Object',
    'Map',
    'Set',
    'Uint8Array',
    'Int32Array',
    'Float64Array',
    'Number',
    'Array',
  ],
};

const unit: Config = {
  ...shared,
  displayName: 'unit',
  roots: ROOMS.map((room) => `<rootDir>/${room}`),
  testMatch: ['**/*.test.ts'],
  // Projects of other test runners.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/fixtures/hosts/'],
};

const config: Config = {
  // Jest leaves one core free unless told, which is half of two.
  maxWorkers: '100%',
  // In milliseconds: a machine that has other work takes its time, and a test that hangs is still ended.
  testTimeout: 120_000,
  projects: [
    unit,
    // Slow: they install, build, and run the command as a user does.
    {
      ...shared,
      displayName: 'e2e',
      roots: ROOMS.map((room) => `<rootDir>/${room}`),
      testMatch: ['**/*.e2e.ts'],
      globalSetup: '<rootDir>/cli/build-once.ts',
    },
  ],
};

export default config;
