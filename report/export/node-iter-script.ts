/** The script for Node that calls a `writeIter` with scripted callees, as an Eta template. */
export const NODE_ITER_SCRIPT = String.raw`/*
<% it.head.forEach((line) => { -%>
 * <%= line %>
<% }) -%>
 *
 * Run: node FILE.mjs MODULE
 * MODULE is looked up from the working directory. It exports writeIter(kiocb, from, callees), itself, within iter, or
 * within what its default export is or returns.
 * Exit codes: 0 the calls conform; 1 they deviate; 2 they could not be made.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** Each write: what it starts from, what each callee does when it is called, and the one behaviour that is right. */
const WRITES = <%= it.writes %>;

const CALLEE_LIMIT = 64;

class Outcome extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function loadTarget() {
  const name = process.argv[2];
  if (name === undefined) throw new Outcome(2, 'usage: node FILE.mjs MODULE');
  const place = createRequire(join(process.cwd(), 'any.js')).resolve(name);
  const loaded = await import(place.startsWith('/') ? pathToFileURL(place).href : place);
  const made = typeof loaded.default === 'function' ? await loaded.default() : loaded.default;
  const target = [loaded, loaded.iter, made, made?.iter].find((one) => typeof one?.writeIter === 'function');
  if (!target) throw new Outcome(2, 'could not run: ' + name + ' has no writeIter');
  return target;
}

/** Makes one write, with callees that do what the script says and record that they were called. */
async function write(target, { request, script }) {
  const callees = [];
  const bdiAt = [];
  const ours = {};
  const task = { backingDevInfo: null };
  const slot = () => (task.backingDevInfo === null ? 'null' : task.backingDevInfo === ours ? 'published' : 'other');
  let lock = 'held';
  let left = request.count;
  let { size } = request;
  const touch = () => (lock = 'touched');
  const inode = {
    backingDevInfo: ours,
    lock: touch,
    unlock: touch,
    get size() {
      return size;
    },
  };
  const kiocb = { kiPos: request.pos, direct: request.direct, inode, task };
  const from = {
    get count() {
      return left;
    },
    advance(bytes) {
      left -= bytes;
    },
  };
  const call = (callee, ...args) => {
    if (callees.length >= CALLEE_LIMIT) throw new Outcome(1, 'deviates: it calls its callees without an end');
    callees.push(callee + '(' + args.join(', ') + ')');
    bdiAt.push(slot());
    const outcome = script[callee];
    if (!outcome) return 0;
    left -= outcome.iovAdvance;
    kiocb.kiPos += outcome.kiPosAdvance;
    if (outcome.sizeAfter !== null) size = outcome.sizeAfter;
    return outcome.ret;
  };
  const ret = await target.writeIter(kiocb, from, {
    checks() {
      const count = call('checks');
      if (count > 0) left = Math.min(left, count);
      return count;
    },
    removePrivs: () => call('removePrivs'),
    updateTime: () => call('updateTime'),
    isDax: () => call('isDax') === 1,
    direct: () => call('direct'),
    perform: (pos) => call('perform', pos),
    flush: (lo, hi) => call('flush', lo, hi),
    invalidate: (lo, hi) => call('invalidate', lo, hi),
  });
  return { ret, kiPos: kiocb.kiPos, iovLeft: left, order: callees.join(' ') || 'nothing called', bdiAt, bdi: slot(), lock };
}

function compare(index, expected, got) {
  const differ = (what, is, allowed) => {
    throw new Outcome(1, 'deviates: call ' + index + ': ' + what + ' is ' + is + '; allowed are only: ' + allowed);
  };
  for (const [what, field] of [
    ['the order of callees', 'order'],
    ['return', 'ret'],
    ['ki_pos', 'kiPos'],
    ['iov left', 'iovLeft'],
  ])
    if (got[field] !== expected[field]) differ(what, String(got[field]), expected[field]);
  expected.bdiAt.forEach((slot, i) => {
    if (got.bdiAt[i] !== slot) differ('bdi at callee ' + (i + 1), String(got.bdiAt[i]), slot);
  });
  if (got.bdi !== expected.bdi) differ('bdi at the exit', got.bdi, expected.bdi);
  if (got.lock !== 'held') differ('the lock', got.lock, 'held');
}

try {
  const target = await loadTarget();
  for (const planned of WRITES) {
    const got = await write(target, planned).catch((error) => {
      throw error instanceof Outcome ? error : new Outcome(1, 'deviates: call ' + planned.index + ': throws ' + error);
    });
    compare(planned.index, planned.expected, got);
  }
  console.log('conforms: every write does what is allowed');
} catch (error) {
  console.log(error instanceof Outcome ? error.message : 'could not run: ' + error);
  process.exitCode = error instanceof Outcome ? error.code : 2;
}
`;
