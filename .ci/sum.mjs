// node .ci/sum.mjs DIRECTORY FAILED: adds up Jest's JSON reports and the steps that failed without tests.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [directory, failedGates] = process.argv.slice(2);
const reports = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));

const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
// A suite that could not even start has no failed test, but it failed.
const failed = sum((report) => report.numFailedTests + report.numRuntimeErrorTestSuites) + Number(failedGates);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
