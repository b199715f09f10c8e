/** @jest-config-loader ts-node */
/** @jest-config-loader-options {"transpileOnly": true, "compilerOptions": {"module": "node16"}} */
import type { Config } from 'jest';
import { unit } from './jest.config';

/** The judge of each of thousands of mutants: the unit tests of the two rooms, and the suite itself. */
const config: Config = {
  ...unit,
  roots: ['model', 'impl/reference', 'properties'].map((room) => `<rootDir>/${room}`),
  testMatch: ['**/model/**/*.test.ts', '**/impl/reference/*.test.ts', '**/properties/*.judge.ts'],
};

export default config;
