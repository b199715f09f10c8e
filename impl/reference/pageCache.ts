import { PAGE_SIZE, type Errno } from '../../contract/index.js';
import { Errseq } from './errseq.js';

/** A cached page of PAGE_SIZE bytes. */
export interface Page {
  readonly index: number;
  readonly data: Uint8Array;
  /** `data` may be read: it is what the file holds. */
  uptodate: boolean;
  /** Bit s: sector s of the page is newer than the disk. */
  dirty: number;
  /** Between the start and the end of its writeback. */
  writeback: boolean;
  /** Its last writeback failed and nobody has waited for it since. */
  error: boolean;
}

const SLAB_PAGES = 16;

/** `struct address_space`: the pages of one inode and what went wrong when they were written back. */
export class PageCache {
  /** AS_EIO and AS_ENOSPC: an error since someone last asked. They belong to the mapping, not to a range. */
  asEio = false;
  asEnospc = false;
  readonly wbErr = new Errseq();
  private readonly pages = new Map<number, Page>();
  private left = new Uint8Array(0);

  /** Zeros for a new page. Cut from slabs: most files need a page at a time, and an allocation each would cost more. */
  zeroedPage(): Uint8Array {
    if (this.left.length === 0) this.left = new Uint8Array(SLAB_PAGES * PAGE_SIZE);
    const page = this.left.subarray(0, PAGE_SIZE);
    this.left = this.left.subarray(PAGE_SIZE);
    return page;
  }

  get nrpages(): number {
    return this.pages.size;
  }

  find(index: number): Page | undefined {
    return this.pages.get(index);
  }

  /** Puts a page in, not uptodate, that keeps its bytes in `data`. */
  add(index: number, data: Uint8Array): Page {
    const page: Page = { index, data, uptodate: false, dirty: 0, writeback: false, error: false };
    this.pages.set(index, page);
    return page;
  }

  remove(index: number): void {
    this.pages.delete(index);
  }

  /** The pages first..last (indexes, inclusive), ascending. */
  range(first: number, last: number): Page[] {
    const found: Page[] = [];
    if (last - first < this.pages.size) {
      for (let index = first; index <= last; index++) {
        const page = this.pages.get(index);
        if (page) found.push(page);
      }
      return found;
    }
    for (const page of this.pages.values()) if (page.index >= first && page.index <= last) found.push(page);
    return found.sort((a, b) => a.index - b.index);
  }

  all(): Page[] {
    return this.range(0, Infinity);
  }

  /** `mapping_set_error`. */
  setError(errno: Errno): void {
    if (errno === 'ENOSPC') this.asEnospc = true;
    else this.asEio = true;
    this.wbErr.set(errno);
  }
}

export const pageOf = (pos: number): number => Math.floor(pos / PAGE_SIZE);

/** The last page of a byte range that ends at `hi`, inclusive. An end below 0 wraps around to "the whole file". */
export const lastPageOf = (hi: number): number => (hi < 0 ? Infinity : pageOf(hi));
