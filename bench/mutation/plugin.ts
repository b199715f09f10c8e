import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { WarmRunner } from './warm-runner.js';

/** What Stryker loads: `testRunner: "warm"` in stryker.config.json. */
export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm', WarmRunner)];
