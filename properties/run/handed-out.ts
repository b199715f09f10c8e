const SLAB_BYTES = 1 << 16;

let slab = new Uint8Array(SLAB_BYTES);
let used = 0;

/**
 * A copy that the target may keep, or spoil: the bytes that a call offers come from a pool that everyone shares. Small
 * copies are cut from one slab after the other, none of which is used again.
 */
export function handedOut(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length > SLAB_BYTES / 4) return bytes.slice();
  if (used + length > SLAB_BYTES) [slab, used] = [new Uint8Array(SLAB_BYTES), 0];
  const copy = slab.subarray(used, used + length);
  copy.set(bytes);
  used += length;
  return copy;
}
