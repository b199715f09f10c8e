/** The script for Node that makes calls on an `fs`, as an Eta template. */
export const NODE_FILE_SCRIPT = String.raw`/*
<% it.head.forEach((line) => { -%>
 * <%= line %>
<% }) -%>
 *
 * Run: node FILE.mjs [MODULE] [DIRECTORY]
 * MODULE is looked up from the working directory and is, or has as its default export or as fs, an object like node's
 * fs (default: node:fs). A file of its own is made in DIRECTORY of that fs (default: the system's temporary one).
 * Exit codes: 0 the calls conform; 1 they deviate; 2 they could not be made, or an earlier call went otherwise than in
 * the counterexample, so that nothing can be said.
 */
import { constants } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const SEED = <%= it.seed %>;
const CALLS = [<%= it.names %>];
const DEVIATES = 1;
const DIFFERS = 2;
/** No fs hands out this number: stands for a descriptor that is not open. */
const NEVER_OPEN = 1_000_000;

class Outcome extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const [, , moduleName = 'node:fs', directory = tmpdir()] = process.argv;

async function loadFs() {
  const place = createRequire(join(process.cwd(), 'any.js')).resolve(moduleName);
  const loaded = await import(isAbsolute(place) ? pathToFileURL(place).href : place);
  const fs = [loaded, loaded.default, loaded.fs, loaded.default?.fs].find((one) => typeof one?.openSync === 'function');
  if (!fs) throw new Outcome(DIFFERS, 'could not run: ' + moduleName + ' has no openSync');
  return fs;
}

<%= it.parts %>

/** Makes the file with its initial content. */
function prepare() {
  const content = Buffer.alloc(<%= it.size %>);
<% if (it.content !== '') { -%>
<%= it.content %>
<% } -%>
  fs.mkdirSync?.(directory, { recursive: true });
  fs.writeFileSync(path, content);
  fs.chmodSync?.(path, <%= it.mode %>);
<% if (it.fsetid !== null) { -%>
  // Set-id bits stay or go by CAP_FSETID, which on this machine root has.
  if (moduleName === 'node:fs' && (process.geteuid() === 0) !== <%= it.fsetid %>)
    throw new Outcome(DIFFERS, 'could not run: this needs to be run <%= it.fsetid ? 'by root' : 'by another user than root' %>');
<% } -%>
}

/** The bits of an open flag by the constants that this fs names, else by those of this machine. */
const flag = (name) => fs.constants?.[name] ?? constants[name];

function run() {
  const fd = Array(16).fill(NEVER_OPEN);
  let ret;

<%= it.body %>
}

let fs;
let path;
try {
  fs = await loadFs();
  path = directory.replace(/\/$/, '') + '/woe-' + process.pid;
  prepare();
  run();
  console.log('conforms: call <%= it.last %>, ' + CALLS[<%= it.last %>] + ', stays within what is allowed');
} catch (error) {
  const known = error instanceof Outcome;
  console.log(known ? error.message : 'could not run: ' + error);
  process.exitCode = known ? error.code : DIFFERS;
} finally {
  try {
    fs?.unlinkSync(path);
  } catch {
    // It was never made.
  }
}
`;
