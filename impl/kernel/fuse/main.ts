import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { serve } from '../child/serve.js';
import { must } from '../child/libc.js';
import { SOME_CAPABILITY } from '../child/prepared.js';
import { hasOtherUsers } from '../child/users.js';
import type { ServerRequest } from '../messages.js';
import { ScriptRun } from './script.js';
import { FuseServer } from './server.js';

/** Descriptors of the runner's talks with the writer and with the process that dirties pages. */
const CHILDREN = [3, 4];

/** The first process of the sandbox: the server. It starts the others and never touches the mount itself. */
class Main {
  private server: FuseServer | undefined;

  answer(request: ServerRequest): unknown {
    switch (request.do) {
      case 'serve': {
        if (request.inMemory !== undefined) {
          must('mount', 'woe', request.inMemory, 'tmpfs', 0, null);
          mkdirSync(request.at);
        }
        const device = openSync('/dev/fuse', 'r+');
        const options = `fd=${device},rootmode=40000,user_id=0,group_id=0,allow_other`;
        must('mount', 'woe', request.at, 'fuse', 0, options);
        this.server = new FuseServer(device, request.maxWrite);
        this.server.onHeld = (held) => send({ event: 'held', ...held });
        this.server.run();
        for (const [i, fd] of CHILDREN.entries()) this.start(request.writer, fd, i);
        return null;
      }
      case 'add': {
        const { file, content, image } = request;
        const capability = file.capability ? Buffer.from(SOME_CAPABILITY) : undefined;
        const owned = hasOtherUsers() ? file : { ...file, uid: 0, gid: 0 };
        return this.running.files.add(Buffer.from(content, 'base64'), owned, { image, capability }).name;
      }
      case 'script':
        this.running.script = new ScriptRun(request.script);
        return this.running.takeSeen();
      case 'release':
        this.running.release();
        return null;
    }
  }

  private get running(): FuseServer {
    if (!this.server) throw new Error('nothing is served');
    return this.server;
  }

  private start([program, ...args]: readonly string[], fd: number, index: number): void {
    const child = spawn(program, args, { stdio: [fd, fd, 'inherit'] });
    // Others hold its stream too, so that its end says nothing.
    const ended = (): void => send({ event: 'ended', child: index });
    child.once('error', ended);
    child.once('exit', ended);
  }
}

const main = new Main();
const send = serve(
  (request) => main.answer(request),
  () => undefined,
);
