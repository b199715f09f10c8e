import { checkNdjson } from '../../properties/trace/index.js';
import type { Contender } from '../contender.js';
import { measure, medianOf } from '../measure.js';
import type { Effort, Row, Table } from '../row.js';
import { eventsIn, tracedProgram } from './traced.js';

const EVENTS = 200_000;
const AIM_PARSED = 2_000_000;
const AIM_SCANNED = 10_000_000;

const SCANNER = 'scanner';
const PARSER = 'JSON.parse and judge';
const BARE = 'JSON.parse alone';

/** Everyone who goes through the trace. */
export function traceContenders(trace: Buffer): Contender[] {
  const events = eventsIn(trace);
  const checked = (scanner: boolean): number => {
    const result = checkNdjson(trace, { scanner });
    if (result.verdict !== 'conformant' || result.events !== events)
      throw new Error(`a conforming trace of ${events} events was found ${result.verdict} with ${result.events}`);
    return events;
  };
  return [
    { name: SCANNER, what: 'woe trace: bytes scanned, each event judged', run: () => checked(true) },
    { name: PARSER, what: 'the same with JSON.parse for each line', run: () => checked(false) },
    {
      name: BARE,
      what: 'each line decoded and parsed, nobody looks at it',
      run() {
        for (const line of trace.toString('utf8').split('\n')) if (line !== '') JSON.parse(line);
        return events;
      },
    },
  ];
}

async function traceTable(effort: Effort): Promise<Table> {
  const measured = await measure(traceContenders(tracedProgram(EVENTS)), effort);
  return {
    title: 'Trace checking: woe.trace/1 of a program that copes with short writes',
    unit: 'events/s',
    measured,
    aims: [
      { what: SCANNER, got: medianOf(measured, SCANNER), atLeast: AIM_SCANNED, unit: ' events/s' },
      { what: PARSER, got: medianOf(measured, PARSER), atLeast: AIM_PARSED, unit: ' events/s' },
    ],
    notes: [],
  };
}

/** How many events of a trace are checked in a second. */
export const TRACE: Row = {
  id: 'trace',
  question: 'How many events of a trace are checked in a second, beside JSON.parse alone?',
  measure: async (effort) => [await traceTable(effort)],
};
