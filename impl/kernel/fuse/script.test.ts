import { describe, expect, it } from '@jest/globals';
import { ScriptRun, type Asked, type Script } from './script.js';

const DIRECT: Asked = { size: 16_384, isWriteback: false, isDirect: true };
const BUFFERED: Asked = { ...DIRECT, isDirect: false };
const WRITEBACK: Asked = { size: 4096, isWriteback: true, isDirect: false };

const answers = (script: Script, ...asked: Asked[]): unknown[] => {
  const run = new ScriptRun(script);
  return asked.map((one) => {
    const answer = run.write(one);
    return 'errno' in answer ? answer.errno : answer.bytes;
  });
};

describe('a script', () => {
  it('takes everything when it says nothing', () => {
    expect(answers({}, DIRECT, WRITEBACK)).toEqual([16_384, 4096]);
  });

  it('goes through its WRITEs in order, then takes everything; writeback is apart', () => {
    const script: Script = { writes: [{ bytes: 4096 }, { errno: 'EIO' }], writeback: 'ENOSPC' };
    expect(answers(script, DIRECT, WRITEBACK, DIRECT, DIRECT)).toEqual([4096, 'ENOSPC', 'EIO', 16_384]);
  });

  it('cuts one WRITE short, a direct one to whole units, a buffered one never to nothing', () => {
    expect(answers({ shortAfter: 1000, unit: 512 }, DIRECT, DIRECT)).toEqual([512, 16_384]);
    expect(answers({ shortAfter: 0 }, DIRECT)).toEqual([0]);
    expect(answers({ shortAfter: 0 }, BUFFERED)).toEqual([1]);
  });

  it('fails once its bytes are used up, writeback too', () => {
    const script: Script = { failAfter: { bytes: 20_000, errno: 'EIO', all: true } };
    expect(answers(script, BUFFERED, BUFFERED, BUFFERED, WRITEBACK)).toEqual([16_384, 3616, 'EIO', 'EIO']);
  });

  it('fails the WRITE that goes beyond as a whole when it is torn, with its first bytes stored', () => {
    const run = new ScriptRun({ failAfter: { bytes: 20_000, errno: 'EIO', all: false, torn: true } });
    expect([run.write(BUFFERED), run.write(BUFFERED), run.write(BUFFERED)]).toEqual([
      { bytes: 16_384 },
      { errno: 'EIO', stored: 3616 },
      { errno: 'EIO' },
    ]);
  });

  it('keeps the mode only when the fault strikes everything, and has begun', () => {
    const failing = (bytes: number, all: boolean) =>
      new ScriptRun({ failAfter: { bytes, errno: 'EIO', all } }).change('mode');
    expect(failing(0, true)).toBe('EIO');
    expect(failing(1, true)).toBeUndefined();
    expect(failing(0, false)).toBeUndefined();
  });

  it('holds the first WRITE back, once', () => {
    const run = new ScriptRun({ hold: true });
    expect([run.holds(WRITEBACK), run.holds(DIRECT), run.holds(DIRECT)]).toEqual([false, true, false]);
  });
});
