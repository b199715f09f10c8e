/**
 * The names of the leaves: one for each tuple of inputs that the core consults before its exit.
 * L1 to L24 are era 4.x; C1, C2 exist where the checks run inside the core, X1, X2 where direct I/O has no fallback.
 */
export interface LeafName {
  readonly id: string;
  /** The consulted inputs, as `input=class`; successes of privileges and times, and "not DAX", go without saying. */
  readonly consulted: string;
  readonly condition: string;
}

export const LEAF_NAMES: readonly LeafName[] = [
  { id: 'L1', consulted: 'removePrivs=error', condition: 'privileges fail with e' },
  { id: 'L2', consulted: 'updateTime=error', condition: 'time fails with e' },
  { id: 'L3', consulted: 'perform=<0', condition: 'buffered < 0' },
  { id: 'L4', consulted: 'perform=0', condition: 'buffered = 0' },
  { id: 'L5', consulted: 'perform=part', condition: 'buffered part' },
  { id: 'L6', consulted: 'perform=full', condition: 'buffered N' },
  { id: 'L7', consulted: 'direct=<0', condition: 'direct < 0' },
  { id: 'L8', consulted: 'direct=full', condition: 'direct N' },
  { id: 'L9', consulted: 'direct=0 isDax=yes', condition: 'd = 0, DAX' },
  { id: 'L10', consulted: 'direct=part isDax=yes', condition: 'd part, DAX' },
  { id: 'L11', consulted: 'direct=0 perform=<0', condition: 'd = 0, fallback < 0' },
  { id: 'L12', consulted: 'direct=part perform=<0', condition: 'd > 0, fallback < 0' },
  { id: 'L13', consulted: 'direct=0 perform=0 flush=ok', condition: 'd = 0, f = 0, flush ok' },
  { id: 'L14', consulted: 'direct=0 perform=0 flush=error', condition: 'd = 0, f = 0, flush error' },
  { id: 'L15', consulted: 'direct=part perform=0 flush=ok', condition: 'd > 0, f = 0, flush ok' },
  { id: 'L16', consulted: 'direct=part perform=0 flush=error', condition: 'd > 0, f = 0, flush error' },
  { id: 'L17', consulted: 'direct=0 perform=part flush=ok', condition: 'd = 0, f part, ok' },
  { id: 'L18', consulted: 'direct=0 perform=part flush=error', condition: 'd = 0, f part, flush error' },
  { id: 'L19', consulted: 'direct=0 perform=full flush=ok', condition: 'd = 0, f = N, ok' },
  { id: 'L20', consulted: 'direct=0 perform=full flush=error', condition: 'd = 0, f = N, flush error' },
  { id: 'L21', consulted: 'direct=part perform=part flush=ok', condition: 'd > 0, f part, ok' },
  { id: 'L22', consulted: 'direct=part perform=part flush=error', condition: 'd > 0, f part, flush error' },
  { id: 'L23', consulted: 'direct=part perform=full flush=ok', condition: 'd > 0, f = the rest, ok' },
  { id: 'L24', consulted: 'direct=part perform=full flush=error', condition: 'd > 0, f = the rest, flush error' },
  { id: 'C1', consulted: 'checks=error', condition: 'checks fail with e' },
  { id: 'C2', consulted: 'checks=zero', condition: 'checks leave nothing to write' },
  { id: 'X1', consulted: 'direct=0', condition: 'd = 0, no fallback' },
  { id: 'X2', consulted: 'direct=part', condition: 'd part, no fallback' },
];

const ID_BY_CONSULTED = new Map(LEAF_NAMES.map((leaf) => [leaf.consulted, leaf.id]));
export const LEAF_IDS: readonly string[] = LEAF_NAMES.map((leaf) => leaf.id);

const SILENT = new Set(['removePrivs=ok', 'updateTime=ok', 'checks=ok', 'isDax=no', 'invalidate=ok']);

/** The leaf in which a call ended that consulted these inputs, given as `[input, class]` in order (without `enter`). */
export function leafOf(consulted: readonly (readonly [string, string])[]): string {
  const key = consulted
    .map(([input, outcome]) => `${input}=${outcome}`)
    .filter((word) => !SILENT.has(word))
    .join(' ');
  const id = ID_BY_CONSULTED.get(key);
  if (id === undefined) throw new Error(`the model ended in a way that has no name: ${key}`);
  return id;
}
