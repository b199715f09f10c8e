import type { Contender } from '../contender.js';
import { measure, medianOf } from '../measure.js';
import type { Effort, Row, Table } from '../row.js';
import { echo, sampleDriver, type Answering } from './requests.js';

/** Windows, with the calls per second that are aimed at, and the calls in one batch. */
const WINDOWS = [
  { window: 1, aim: 50_000, calls: 2000 },
  { window: 256, aim: 150_000, calls: 10_000 },
] as const;

const nameOf = (what: string, window: number): string => `${what}, window ${window}`;

const contender = (name: string, what: string, answering: Answering, calls: number, window: number): Contender => ({
  name: nameOf(name, window),
  what,
  async run() {
    await answering.ask(calls, window);
    return calls;
  },
});

async function stdioTable(effort: Effort): Promise<Table> {
  const driver = await sampleDriver();
  const bare = echo();
  try {
    const measured = await measure(
      WINDOWS.flatMap(({ window, calls }) => [
        contender('Node driver', 'woe.stdio/1: write of 16 bytes, each reply validated', driver, calls, window),
        contender('bare echo', 'lines as long, sent back unread', bare, calls, window),
      ]),
      effort,
    );
    return {
      title: 'Calls over stdio to a Node driver (fixtures/drivers/javascript)',
      unit: 'calls/s',
      measured,
      aims: WINDOWS.map(({ window, aim }) => ({
        what: nameOf('Node driver', window),
        got: medianOf(measured, nameOf('Node driver', window)),
        atLeast: aim,
        unit: ' calls/s',
      })),
      notes: [],
    };
  } finally {
    await driver.close();
    await bare.close();
  }
}

/** How many calls a driver in a process of its own answers in a second. */
export const STDIO: Row = {
  id: 'stdio',
  question: 'How many calls does a driver answer in a second, one at a time and many, beside a bare echo?',
  measure: async (effort) => [await stdioTable(effort)],
};
