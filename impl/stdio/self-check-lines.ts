import { DriverError } from './channel.js';
import { expectSame, WrongAnswer, type Step } from './self-check-step.js';
import type { Wire } from './wire.js';

const PAUSE_MS = 50;
const END_MS = 2000;

/** Every line goes out in two pieces with a pause between them. */
function inPieces(wire: Wire): Wire {
  let last: Promise<void> = Promise.resolve();
  return {
    send(text) {
      const half = Math.floor(text.length / 2);
      last = last.then(async () => {
        wire.send(text.slice(0, half));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        wire.send(text.slice(half));
      });
    },
    get unsent() {
      return wire.unsent;
    },
    get evidence() {
      return wire.evidence;
    },
    listen: (listener) => wire.listen(listener),
    kill: () => wire.kill(),
    close: () => wire.close(),
  };
}

/** Lines, ids and the beginning and end of the conversation. */
export const LINE_STEPS: readonly Step[] = [
  {
    title: 'a second start says the same',
    async run({ handshake, said }) {
      expectSame('hello', said, handshake);
      return undefined;
    },
  },
  {
    title: 'a line that comes in pieces',
    around: inPieces,
    // The handshake itself came so.
    run: async () => undefined,
  },
  {
    title: 'an unknown method is answered with an error',
    async run({ channel }) {
      for (const method of ['noSuchMethod', 'toString']) {
        const answer: unknown = await channel.request(method, {}).catch((error: unknown) => error);
        if (!(answer instanceof Error))
          throw new WrongAnswer(
            `${method}: expected {"id", "error": {"message"}}, got the result ${JSON.stringify(answer)}`,
          );
        if (!(answer instanceof DriverError)) throw answer;
      }
      return undefined;
    },
  },
  {
    title: 'it ends when its standard input ends',
    ends: true,
    async run({ process }) {
      if (await process.endsByItself(END_MS)) return undefined;
      throw new WrongAnswer(`it still runs ${END_MS / 1000} s after its standard input was closed`);
    },
  },
];
