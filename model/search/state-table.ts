import { WORDS } from './sector-words.js';

/** Integers of a state: its control and the words of its sectors. */
export const STATE_WORDS = 1 + WORDS;
/** A slot of the table holds a state, aligned so that it lies in one cache line: control + 1, words, nothing. */
const SLOT_WORDS = 4;
const FIRST_SLOTS = 1 << 16;
/** Each time it grows, so that it seldom does. */
const GROWTH = 4;
/** Three of four slots may be taken. */
const MOST_LOAD = 0.75;

/** States offered at once: their slots are fetched from memory side by side, not one after the other. */
const BATCH = 256;
/** A state that is offered: tag, words, the state that it was reached from, its hash. */
const OFFER_WORDS = 5;

/** States without duplicates, in the order in which they came: open addressing over flat integers. */
export class StateTable {
  /** How many there are. */
  count = 0;
  /** Their integers, one state after the other. */
  states = new Int32Array(FIRST_SLOTS * STATE_WORDS);
  /** By state, the one from which it was reached first; the start has -1. */
  parents = new Int32Array(FIRST_SLOTS);
  private slots = new Int32Array(FIRST_SLOTS * SLOT_WORDS);
  private mask = FIRST_SLOTS - 1;
  private readonly offers = new Int32Array(BATCH * OFFER_WORDS);
  private offered = 0;
  protected seen = 0;

  /** Offers a state; it is there at the latest after `settle`. */
  offer(control: number, low: number, high: number, parent: number): void {
    const { offers, offered } = this;
    offers[offered] = control + 1;
    offers[offered + 1] = low;
    offers[offered + 2] = high;
    offers[offered + 3] = parent;
    offers[offered + 4] = hash(control, low, high);
    this.offered = offered + OFFER_WORDS;
    if (this.offered === offers.length) this.settle();
  }

  /** Adds what was offered and is new, in order. */
  settle(): void {
    const { offers, offered } = this;
    this.fetch();
    for (let at = 0; at < offered; at += OFFER_WORDS)
      this.add(offers[at], offers[at + 1], offers[at + 2], offers[at + 3], offers[at + 4]);
    this.offered = 0;
  }

  /** Looks at every slot that will be asked for: these loads do not wait for one another. */
  private fetch(): void {
    const { offers, offered, slots, mask } = this;
    let seen = 0;
    for (let at = 4; at < offered; at += OFFER_WORDS) seen |= slots[(offers[at] & mask) * SLOT_WORDS];
    // Kept, so that no compiler leaves the loop out.
    this.seen = seen;
  }

  private add(tag: number, low: number, high: number, parent: number, hashed: number): void {
    const { slots, mask } = this;
    let at = hashed & mask;
    for (;;) {
      const place = at * SLOT_WORDS;
      const found = slots[place];
      if (found === 0) {
        slots[place] = tag;
        slots[place + 1] = low;
        slots[place + 2] = high;
        this.append(tag - 1, low, high, parent);
        return;
      }
      if (found === tag && slots[place + 1] === low && slots[place + 2] === high) return;
      at = (at + 1) & mask;
    }
  }

  private append(control: number, low: number, high: number, parent: number): void {
    const place = this.count * STATE_WORDS;
    this.states[place] = control;
    this.states[place + 1] = low;
    this.states[place + 2] = high;
    this.parents[this.count] = parent;
    this.count++;
    if (this.count === this.parents.length) {
      this.states = doubled(this.states);
      this.parents = doubled(this.parents);
    }
    if (this.count > (this.mask + 1) * MOST_LOAD) this.grow();
  }

  private grow(): void {
    const { states, count } = this;
    const mask = (this.mask + 1) * GROWTH - 1;
    const slots = new Int32Array((mask + 1) * SLOT_WORDS);
    for (let state = 0; state < count; state++) {
      const from = state * STATE_WORDS;
      let at = hash(states[from], states[from + 1], states[from + 2]) & mask;
      while (slots[at * SLOT_WORDS] !== 0) at = (at + 1) & mask;
      const place = at * SLOT_WORDS;
      slots[place] = states[from] + 1;
      slots[place + 1] = states[from + 1];
      slots[place + 2] = states[from + 2];
    }
    this.slots = slots;
    this.mask = mask;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Multiplications by odd constants spread the differences, shifts bring them down to the low bits. */
function hash(control: number, low: number, high: number): number {
  let h = Math.imul(control, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
