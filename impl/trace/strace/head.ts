/** The start of a line of strace: who, and where the rest begins. */
export interface Head {
  /** 0 when strace followed one task only and names none. */
  pid: number;
  /** Index of what comes after pid, time and instruction pointer. */
  from: number;
}

/**
 * `1234 ` (-o), `[pid  1234] ` (standard error), with the program's name in angles (-Y); then the time of -t, -tt, -ttt or -r; then `[   1] ` of -n or
 * `[00007f..] ` of -i.
 */
const HEAD =
  /^ *(?:\[pid +(\d{1,9})(?:<[^>]*>)?\] +|(\d{1,9})(?:<[^>]*>)?(?= ) +)?(?:(?:\d{2}:\d{2}:\d{2}(?:\.\d+)?|\d+\.\d+) +(?:\( *\+ *\d+\.\d+\) +)?)?(?:\[ *[0-9a-f?]+\] +)*/;

export function headOf(line: string, into: Head): Head {
  const [whole, bracketed, bare] = HEAD.exec(line) ?? ['', undefined, undefined];
  into.pid = Number(bracketed ?? bare ?? 0);
  into.from = whole.length;
  return into;
}
