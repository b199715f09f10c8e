/** Memory comes in pieces of 64 KiB. */
export const CHUNK_BYTES = 1 << 16;
/** 8 MiB: a search makes a fresh disk for every few calls, and the next one takes what the last one gave back. */
const SPARE_MAX = 128;

const spare: Uint8Array[] = [];

/** A chunk whose bytes may be anything. */
export const takeChunk = (): Uint8Array => spare.pop() ?? new Uint8Array(CHUNK_BYTES);

/** Gives a chunk back; the caller must not touch it any more. */
export function releaseChunk(chunk: Uint8Array): void {
  if (spare.length < SPARE_MAX) spare.push(chunk);
}
