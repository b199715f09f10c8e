/** The bytes of one file in memory; behind its end there are zeros. */
export class MemoryBytes {
  private bytes: Uint8Array;

  constructor(content: Uint8Array) {
    this.bytes = content.slice();
  }

  get length(): number {
    return this.bytes.length;
  }

  read(start: number, length: number): Uint8Array {
    return this.bytes.slice(start, start + length);
  }

  put(start: number, data: Uint8Array): void {
    if (data.length > 0 && start + data.length > this.bytes.length) this.truncate(start + data.length);
    this.bytes.set(data, start);
  }

  truncate(length: number): void {
    const bytes = new Uint8Array(length);
    bytes.set(this.bytes.subarray(0, length));
    this.bytes = bytes;
  }
}
