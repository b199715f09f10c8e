import {
  isWrite,
  offered,
  type Call,
  type CalleeScript,
  type Outcome,
  type Scenario,
  type WriteCall,
} from '../../contract/index.js';
import { exactOracleOf } from '../iter/run.js';
import { scriptOf, type Choices, type Request } from '../iter/outcomes.js';

/** The callees that move bytes, and may lie about how far they moved the iov. */
const TRANSFERS = ['direct', 'perform'] as const;

/** A write with its script, and what it starts from when the calls before it conform. */
interface Scripted {
  readonly index: number;
  readonly call: WriteCall & { script: CalleeScript };
  readonly request: Request;
}

/** The scripted writes of a scenario, each with what it starts from when the calls before it conform. */
function* scripted(scenario: Scenario): Generator<Scripted, void, CalleeScript> {
  const { profile } = scenario;
  const slots = new Map<number, { offset: number; readonly direct: boolean }>();
  let { size } = scenario.file;
  for (const [index, call] of scenario.calls.entries()) {
    if (call.call === 'open') slots.set(call.fd, { offset: 0, direct: call.flags.includes('O_DIRECT') });
    const slot = 'fd' in call ? slots.get(call.fd) : undefined;
    if (!slot) continue;
    if (call.call === 'lseek') slot.offset = sought(call, slot.offset, size);
    if (!isWrite(call) || !call.script) continue;
    const pos = 'position' in call ? call.position : slot.offset;
    const request = { profile, pos, count: offered(call), size, direct: slot.direct };
    const script = yield { index, call: { ...call, script: call.script }, request };
    const expected = exactOracleOf(profile).expect(request, script);
    if (!('position' in call) && expected.ret > 0) slot.offset = expected.kiPos;
    size = expected.size;
  }
}

function sought({ offset, whence }: Extract<Call, { call: 'lseek' }>, current: number, size: number): number {
  const target = { SEEK_SET: 0, SEEK_CUR: current, SEEK_END: size }[whence] + offset;
  return target < 0 ? current : target;
}

/** The scenario with scripts that fit its requests: no more than what is left is moved, and i_size grows to the end. */
export function retold(scenario: Scenario): Scenario {
  if (scenario.level !== 'iter') return scenario;
  let { calls } = scenario;
  const writes = scripted(scenario);
  for (let next = writes.next(); !next.done;) {
    const { index, call, request } = next.value;
    const script = fitted(request, call.script);
    calls = calls.with(index, { ...call, script });
    next = writes.next(script);
  }
  return { ...scenario, calls };
}

/** What the script chooses, told for the request; a lie about the iov stays one. */
function fitted(request: Request, script: CalleeScript): CalleeScript {
  const honest = scriptOf(request, choicesOf(script, request));
  const transfers = TRANSFERS.map((callee) => {
    const advance = Math.min(script[callee].iovAdvance, honest[callee].iovAdvance);
    return [callee, lies(script[callee]) ? { ...honest[callee], iovAdvance: advance } : honest[callee]] as const;
  });
  return { ...honest, ...Object.fromEntries(transfers) };
}

/** The callee moves the iov by another number of bytes than it returns. */
const lies = ({ ret, iovAdvance }: Outcome): boolean => iovAdvance !== (typeof ret === 'number' ? ret : 0);

/** What each callee is told to return. */
function choicesOf(script: CalleeScript, { count }: Request): Choices {
  const { checks, removePrivs, updateTime, isDax, direct, perform, flush } = script;
  return {
    checks: typeof checks?.ret === 'number' ? Math.min(checks.ret, count) : checks?.ret,
    removePrivs: removePrivs.ret,
    updateTime: updateTime.ret,
    isDax: isDax.ret === 1,
    direct: direct.ret,
    perform: perform.ret,
    flush: flush.ret,
  };
}

/** The scenario with other choices in the scripted write with this index; a lie about the iov becomes the truth. */
export function* rechosen(
  scenario: Scenario,
  index: number,
  others: (choices: Choices, request: Request, lies: boolean) => readonly Choices[],
): Generator<Scenario> {
  const writes = scripted(scenario);
  for (let next = writes.next(); !next.done; next = writes.next(next.value.call.script)) {
    if (next.value.index !== index) continue;
    const { call, request } = next.value;
    for (const choices of others(
      choicesOf(call.script, request),
      request,
      TRANSFERS.some((callee) => lies(call.script[callee])),
    ))
      yield { ...scenario, calls: scenario.calls.with(index, { ...call, script: scriptOf(request, choices) }) };
    return;
  }
}
