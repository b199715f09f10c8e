import { LENGTH_UNKNOWN, type TextRun } from '../../../contract/trace-event.js';
import { argumentsOf, quotedEnd } from './arguments.js';

/** A descriptor with the path that -y shows. */
export interface Descriptor {
  readonly fd: number;
  /** Empty without -y. */
  readonly path: string;
}

/** `3`, `3</tmp/x>`, `3</tmp/x>(deleted)`, `1</dev/pts/0<char 136:0>>`; undefined if it is none. */
export function descriptorIn(text: string | undefined): Descriptor | undefined {
  const match = /^(\d{1,10})(?:<(.*)>(?:\(deleted\))?)?$/s.exec(text ?? '');
  if (!match) return undefined;
  const fd = Number(match[1]);
  return fd < 2 ** 31 ? { fd, path: pathIn(match[2] ?? '') } : undefined;
}

function pathIn(text: string): string {
  const device = text.startsWith('/') ? text.indexOf('<') : -1;
  const path = pathText(device < 0 ? text : text.slice(0, device));
  return path.endsWith(' (deleted)') ? path.slice(0, -' (deleted)'.length) : path;
}

/** A whole number within ±(2^53-1); undefined for anything else. */
export function integerIn(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', '"': '"', '\\': '\\' };

/** What strace escapes, one character for each byte. */
export const decoded = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gs, (_, hex: string, octal: string, other: string) =>
        hex !== undefined
          ? String.fromCharCode(parseInt(hex, 16))
          : octal !== undefined
            ? String.fromCharCode(parseInt(octal, 8) & 255)
            : (ESCAPES[other] ?? other),
      )
    : text;

/** A path, from its bytes in UTF-8. */
const pathText = (text: string): string =>
  text.includes('\\') ? Buffer.from(decoded(text), 'latin1').toString('utf8') : text;

/** A path between quotes; undefined if it is none. */
export const quotedPathIn = (text: string | undefined): string | undefined =>
  text?.[0] === '"' ? pathText(text.slice(1, quotedEnd(text, 0))) : undefined;

/** The bytes of `"abc"` or `"abc"...`; undefined if it is no string, as an address that could not be read. */
export function stringIn(text: string | undefined): string | undefined {
  if (!text?.startsWith('"')) return undefined;
  return decoded(text.slice(1, quotedEnd(text, 0)));
}

/** Bytes that a write offers: how many, and those that are shown. */
export interface Offered {
  /** LENGTH_UNKNOWN when strace left segments out. */
  readonly n: number;
  readonly data: readonly TextRun[];
}

/** `[{iov_base="abc"..., iov_len=100}, ...]`; undefined if it is no vector. */
export function vectorIn(text: string | undefined): Offered | undefined {
  if (!text?.startsWith('[')) return undefined;
  const data: TextRun[] = [];
  let n = 0;
  for (const element of argumentsOf(text.slice(1, -1), 0).list) {
    const [base, length] = argumentsOf(element.slice(1, -1), 0).list;
    const bytes = integerIn(length?.replace(/^iov_len=/, ''));
    if (bytes === undefined || bytes < 0) return { n: LENGTH_UNKNOWN, data };
    const shown = stringIn(base?.replace(/^iov_base=/, ''))?.slice(0, bytes);
    if (shown !== undefined && shown !== '') data.push({ at: n, text: shown });
    n += bytes;
  }
  return { n, data };
}

/** `O_RDWR|O_CREAT`, or a number with these in a comment (-X verbose); undefined for a number alone (-X raw). */
export function flagsIn(text = ''): string[] | undefined {
  const names = /\/\* (.*) \*\//.exec(text)?.[1] ?? text;
  return /^0?x?\d/.test(names) && names !== '0' ? undefined : names.split('|').map((flag) => flag.trim());
}
