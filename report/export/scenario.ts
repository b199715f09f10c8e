import type { Counterexample } from '../../contract/index.js';

/** The scenario alone: `woe.scenario/1`. */
export const scenarioText = ({ scenario }: Counterexample): string => `${JSON.stringify(scenario, null, 2)}\n`;
