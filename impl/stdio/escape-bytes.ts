const MOST = 160;
const BACKSLASH = 0x5c;

/** Bytes as one printable line: ASCII as it is, the rest as `\xNN`, at most 160 bytes and then how many more there were. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, MOST)) {
    if (byte === BACKSLASH) text += '\\\\';
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return bytes.length > MOST ? `${text}... (${bytes.length - MOST} more bytes)` : text;
}
