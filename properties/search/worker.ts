import { parentPort, workerData } from 'node:worker_threads';
import { resolveTarget } from '../../impl/target.js';
import { toFailure } from './failure.js';
import type { Reply, Request, ThreadSetup, Work } from './messages.js';
import { Session } from './session.js';
import { registerFamilies } from './targets.js';

/** A thread that runs scenarios on the target that it was started with, one request after the other. */
async function serve(): Promise<void> {
  const { target: name, session: setup, beats } = workerData as ThreadSetup;
  const answer = (reply: Reply): void => parentPort?.postMessage(reply);
  let session: Session;
  try {
    registerFamilies();
    answer({ loads: true });
    const target = await resolveTarget(name, setup.profile);
    session = new Session(target, setup, name, () => {
      Atomics.add(beats, 0, 1);
    });
    answer({ facts: session.facts });
  } catch (error) {
    answer({ id: null, failure: toFailure(error) });
    return;
  }
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', ({ id, work }: Request) => {
    last = last.then(async () => {
      try {
        answer({ id, value: await perform(session, work) });
      } catch (error) {
        answer({ id, failure: toFailure(error) });
      }
    });
  });
}

function perform(session: Session, work: Work): Promise<unknown> {
  switch (work.do) {
    case 'batch':
      return session.batch(work.batch);
    case 'settle':
      return session.settle(work.found);
    case 'run':
      return session.run(work.scenario);
    case 'observe':
      return session.observe(work.scenario);
    case 'close':
      return session.close();
  }
}

void serve();
