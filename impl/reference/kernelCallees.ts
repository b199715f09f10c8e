import type { Callees, Ret } from '../../contract/index.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';

const fn = '__generic_file_write_iter';

/** The real callees of the core, for one write call. Each reports the core's step once the callee has returned. */
export class KernelCallees implements Callees {
  constructor(
    private readonly kiocb: Kiocb,
    private readonly from: IovIter,
  ) {}

  /** In 3.18 the checks work on copies of the position and the count: refused, they leave ki_pos and the iov alone. */
  checks(): Ret {
    const { kiocb, from } = this;
    const { kiPos } = kiocb;
    const { count } = from;
    const ret = this.sb.parts.genericWriteChecks(kiocb, from);
    if (typeof ret === 'string') {
      kiocb.kiPos = kiPos;
      from.count = count;
    }
    this.sb.trace?.({ fn, at: 'checks', ret, pos: this.kiocb.kiPos, bdi: this.bdi });
    return ret;
  }

  removePrivs(): Ret {
    const ret = this.sb.parts.fileRemovePrivs(this.kiocb.inode);
    this.sb.trace?.({ fn, at: 'removePrivs', ret, bdi: this.bdi });
    return ret;
  }

  updateTime(): Ret {
    const ret = this.sb.parts.fileUpdateTime(this.kiocb.inode);
    this.sb.trace?.({ fn, at: 'updateTime', ret, bdi: this.bdi });
    return ret;
  }

  isDax(): boolean {
    const { dax } = this.kiocb.inode;
    this.sb.trace?.({ fn, at: 'isDax', ret: dax ? 1 : 0, bdi: this.bdi });
    return dax;
  }

  direct(): Ret {
    const { count } = this.from;
    const { kiPos } = this.kiocb;
    const ret = this.sb.parts.genericFileDirectWrite(this.kiocb, this.from);
    this.sb.trace?.({ fn, at: 'direct', ...this.outcome(ret, count, kiPos), bdi: this.bdi });
    return ret;
  }

  perform(pos: number): Ret {
    const { count } = this.from;
    const { kiPos } = this.kiocb;
    const ret = this.sb.parts.genericPerformWrite(this.kiocb, this.from, pos);
    this.sb.trace?.({ fn, at: 'perform', pos, ...this.outcome(ret, count, kiPos), bdi: this.bdi });
    return ret;
  }

  flush(lo: number, hi: number): Ret {
    const ret = this.sb.parts.filemapWriteAndWaitRange(this.kiocb.inode, lo, hi, null);
    this.sb.trace?.({ fn, at: 'flush', lo, hi, ret, bdi: this.bdi });
    return ret;
  }

  invalidate(lo: number, hi: number): Ret {
    const ret = this.sb.parts.invalidateMappingPages(this.kiocb.inode, lo, hi);
    this.sb.trace?.({ fn, at: 'invalidate', lo, hi, ret, bdi: this.bdi });
    return ret;
  }

  private get sb() {
    return this.kiocb.inode.sb;
  }

  /** 1 while the bdi is published in the task. */
  private get bdi(): number {
    return this.kiocb.task.backingDevInfo === null ? 0 : 1;
  }

  private outcome(ret: Ret, count: number, kiPos: number) {
    const { kiocb, from } = this;
    const sizeAfter = kiocb.inode.size;
    return { ret, iovAdvance: count - from.count, kiPosAdvance: kiocb.kiPos - kiPos, sizeAfter };
  }
}
