#!/usr/bin/env node
import { main } from './main.js';
import { processTerminal } from './terminal.js';

// The exit code is set, not forced: what is still on its way to a pipe arrives.
void main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
