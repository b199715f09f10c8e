/** @jest-config-loader ts-node */
/** @jest-config-loader-options {"transpileOnly": true, "compilerOptions": {"module": "node16"}} */
import type { Config } from 'jest';
import { unit } from './jest.config';

/** The unit tests alone, as the judge of mutants: no process is started for each of thousands. */
const config: Config = { ...unit, roots: ['model', 'impl', 'properties'].map((room) => `<rootDir>/${room}`) };

export default config;
