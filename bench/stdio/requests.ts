import { join } from 'node:path';
import { Driver } from '../../impl/stdio/driver.js';
import { DriverProcess } from '../../impl/stdio/driver-process.js';
import { LineReader } from '../../impl/stdio/line-reader.js';
import { MAX_LINE } from '../../impl/stdio/messages.js';
import type { Channel } from '../../impl/stdio/channel.js';
import { diskScenario } from '../checked/scenario.js';
import { sequenceOf } from '../checked/workload.js';
import { rootFolder } from '../root.js';

/** Something that answers requests, one after the other or several on their way. */
export interface Answering {
  /** Asks for so many calls, at most `window` of them unanswered at any time. */
  ask(calls: number, window: number): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1 << 20;
const PATH = ['fixtures', 'drivers', 'javascript', 'driver.js'];

/** The sample driver with a file prepared and opened; each call is a write of 16 bytes. */
export async function sampleDriver(): Promise<Answering> {
  const driver = await Driver.run({ command: process.execPath, args: [join(rootFolder(), ...PATH)] });
  const channel: Channel = await driver.session();
  const { profile, caller, file, disk } = diskScenario(sequenceOf(0));
  const environment = { profile, caller, file: { ...file, size: 0, allocated: [] } };
  await channel.request('prepare', { content: '', environment, geometry: disk, clock: 0 });
  const fd = await channel.request('open', { flags: ['O_RDWR'], clock: 0 });
  const segments = [{ length: 16, data: Buffer.alloc(16, 1).toString('base64') }];
  return {
    async ask(calls, window) {
      channel.adjust({ timeoutMs: TIMEOUT_MS, window, maxBytes: MAX_BYTES });
      const one = async (): Promise<void> => {
        const ret = await channel.request('write', { fd, segments, position: 0, clock: 1 });
        if (ret !== 16) throw new Error(`a write of 16 bytes returned ${JSON.stringify(ret)}`);
      };
      if (window === 1) for (let i = 0; i < calls; i++) await one();
      else await Promise.all(Array.from({ length: calls }, one));
    },
    close: () => driver.close(),
  };
}

/** About as long as a request of the protocol. */
const LINE = `${JSON.stringify({ id: 1, method: 'write', params: { fd: 3, segments: [{ length: 16, data: 'AQEBAQEBAQEBAQEBAQEBAQ==' }], position: 0, clock: 1 } })}\n`;

/** A child that sends each line back, over the same kind of pipe; nobody looks at the lines. */
export function echo(): Answering {
  const child = new DriverProcess({ command: process.execPath, args: [join(__dirname, 'echo.js')] });
  let onLine = (): void => undefined;
  let onEnd = (): void => undefined;
  const reader = new LineReader(
    MAX_LINE,
    () => onLine(),
    () => onEnd(),
  );
  child.listen({ bytes: (chunk) => reader.push(chunk), end: () => onEnd() });
  return {
    ask: (calls, window) =>
      new Promise((resolve, reject) => {
        let [sent, answered] = [0, 0];
        const send = (): void => {
          const now = Math.min(calls - sent, window - (sent - answered));
          if (now > 0) child.send(LINE.repeat(now));
          sent += Math.max(0, now);
        };
        onEnd = () => reject(new Error('the echo ended'));
        onLine = () => {
          answered++;
          if (answered === calls) resolve();
          // Half a window at once, as a channel does that sends what has gathered.
          else if (sent - answered <= window / 2) send();
        };
        send();
      }),
    close: async () => {
      onEnd = () => undefined;
      await child.close();
    },
  };
}
