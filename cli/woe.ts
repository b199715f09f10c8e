#!/usr/bin/env node
import { main } from './main.js';
import { processTerminal } from './terminal.js';
import { expectEnd } from './unfinished.js';

const argv = process.argv.slice(2);
const terminal = processTerminal((code) => {
  done(code);
  process.exit(code);
});
const done = expectEnd(process, argv, terminal.err);
// The exit code is set, not forced: what is still on its way to a pipe arrives.
void main(argv, terminal).then(done);
