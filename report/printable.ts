/**
 * Characters that a terminal, an XML parser or a reader's eye takes for something else: C0 and C1 controls but for
 * the newline, line and paragraph separators, bidirectional overrides, lone surrogates, non-characters.
 */

const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/gu;

/** Text that may come from a target, safe to print: what is unprintable is shown as `\uXXXX`. Newlines stay. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** As `printable`, on one line. */
export const printableLine = (text: string): string => printable(text).replaceAll('\n', '\\n');
