import { isWrite, type Call, type Lack, type OpenFlag } from '../../contract/index.js';

type Opened = Map<number, readonly OpenFlag[]>;

/**
 * The calls in the words that an API without `lacks` has: a seek and the write or read after it become one positioned
 * call, a positioned write one at the offset, and what can't be said is left out. `opened` is carried from one piece of
 * a scenario to the next.
 */
export function spelled(calls: readonly Call[], lacks: ReadonlySet<Lack>, opened: Opened = new Map()): Call[] {
  if (lacks.size === 0) return [...calls];
  const said: Call[] = [];
  let sought: Extract<Call, { call: 'lseek' }> | undefined;
  for (const call of calls) {
    if (call.call === 'open') opened.set(call.fd, call.flags);
    if (call.call === 'dup') opened.set(call.as, opened.get(call.fd) ?? []);
    const place = sought;
    sought = undefined;
    if (!lacks.has('access') || isHeld(call, opened))
      if (call.call === 'lseek' && lacks.has('offset')) sought = call;
      else if (!isUnsayable(call, lacks)) said.push(unpositioned(placed(call, place), lacks));
    if (call.call === 'close') opened.delete(call.fd);
  }
  return said;
}

const isUnsayable = ({ call }: Call, lacks: ReadonlySet<Lack>): boolean =>
  (call === 'ftruncate' && lacks.has('truncate')) ||
  (call === 'read' && lacks.has('counts')) ||
  ((call === 'fsync' || call === 'fdatasync') && lacks.has('sync'));

/** The descriptor is open, and for this. */
function isHeld(call: Call, opened: Opened): boolean {
  if (!('fd' in call)) return true;
  const flags = opened.get(call.fd);
  if (!flags) return false;
  if (isWrite(call)) return !flags.includes('O_RDONLY');
  return call.call === 'read' || call.call === 'pread' ? !flags.includes('O_WRONLY') : true;
}

/** The call at the place that was sought for it. */
function placed(call: Call, sought: Extract<Call, { call: 'lseek' }> | undefined): Call {
  if (sought?.whence !== 'SEEK_SET' || sought.offset < 0 || !('fd' in call) || call.fd !== sought.fd) return call;
  const position = sought.offset;
  if (call.call === 'write') return { ...call, call: 'pwrite', position };
  if (call.call === 'writev') return { ...call, call: 'pwritev', position };
  return call.call === 'read' ? { ...call, call: 'pread', position } : call;
}

function unpositioned(call: Call, lacks: ReadonlySet<Lack>): Call {
  if (!lacks.has('positions') || !isWrite(call) || !('position' in call)) return call;
  const { fd, segments } = call;
  return { call: call.call === 'pwrite' ? 'write' : 'writev', fd, segments };
}
