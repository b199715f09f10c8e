import { isAscii } from 'node:buffer';
import { DEFAULT_PROFILE, type ProfileId } from '../../contract/index.js';
import { TraceEvent } from '../../contract/trace-event.js';
import type { TraceFileResult } from '../../contract/trace-result.js';
import { Lines, type LineTaker } from '../../impl/trace/lines.js';
import { readNdjsonLine } from '../../impl/trace/ndjson.js';
import { scanLine } from '../../impl/trace/scanner.js';
import { StraceReader } from '../../impl/trace/strace/reader.js';
import { PROFILES } from '../../model/index.js';
import { TraceJudge, type TraceFinding } from '../../model/trace/index.js';

export interface TraceOptions {
  /** @default 'linux-4.x' */
  readonly profile?: ProfileId;
  /** Read canonical lines of NDJSON without JSON.parse. The result is the same. @default true */
  readonly scanner?: boolean;
}

/** Bytes of the longest line; a longer one is counted as unknown. */
export const LONGEST_LINE = 1 << 20;
/** Findings and unknown lines that are kept; the others are counted. */
const MOST_FINDINGS = 100;
const MOST_UNKNOWN = 5;
/** Characters of a line that a finding shows. */
const SHOWN = 160;

const NEWLINE = 0x0a;

/** Checks one trace, chunk by chunk, in memory that does not grow with its length. */
export class TraceChecker implements LineTaker {
  private readonly event = new TraceEvent();
  private readonly strace = new StraceReader();
  private readonly judge: TraceJudge;
  private readonly splitter = new Lines(LONGEST_LINE, this);
  private readonly findings: TraceFinding[] = [];
  private readonly unknown: TraceFileResult['unknown'] = { lines: 0, first: [] };
  private readonly scanner: boolean;
  private deviations = 0;
  private lineCount = 0;
  private events = 0;
  /** Where the line that is judged now stands. */
  private bytes: Buffer = Buffer.alloc(0);
  private from = 0;

  constructor({ profile = DEFAULT_PROFILE, scanner = true }: TraceOptions = {}) {
    this.scanner = scanner;
    this.judge = new TraceJudge(
      PROFILES[profile],
      (finding) => {
        this.deviations++;
        if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
      },
      () => this.lineText(),
    );
  }

  push(chunk: Buffer): void {
    this.splitter.push(chunk);
  }

  /** After the last chunk. `file` = its name. `complete` = false if the rest was not read. */
  end(file: string, complete = true): TraceFileResult {
    if (complete) this.splitter.end();
    const rules = this.judge.finish();
    return {
      file,
      verdict: this.deviations > 0 ? 'deviating' : this.events > 0 ? 'conformant' : 'could not run',
      lines: this.lineCount,
      events: this.events,
      unknown: this.unknown,
      shortWrites: this.judge.shortWrites,
      forgotten: this.judge.forgotten,
      rules: rules.map((rule) => ({ ...rule, reasons: [...rule.reasons] })),
      findings: this.findings.map((finding) => ({ ...finding, allowed: [...finding.allowed] })),
      deviations: this.deviations,
    };
  }

  lines(chunk: Buffer, from: number, to: number): void {
    const { event, judge, scanner } = this;
    this.bytes = chunk;
    // Decoded at once, and only if a line needs it. In ASCII a character is where its byte is.
    let text: string | undefined;
    let at = from;
    while (at < to) {
      this.from = at;
      const next = scanner ? scanLine(chunk, at, event) : -1;
      if (next >= 0) {
        event.line = ++this.lineCount;
        this.events++;
        judge.take(event);
        at = next;
        continue;
      }
      text ??= asciiText(chunk, from, to);
      const end = text === '' ? chunk.indexOf(NEWLINE, at) : text.indexOf('\n', at - from) + from;
      this.textLine(text === '' ? chunk.toString('utf8', at, end) : text.slice(at - from, end - from));
      at = end + 1;
    }
  }

  line(line: Buffer): void {
    this.bytes = line;
    this.from = 0;
    this.textLine(line.toString('utf8'));
  }

  tooLong(start: Buffer): void {
    this.lineCount++;
    this.bytes = start;
    this.from = 0;
    this.notKnown(`longer than ${LONGEST_LINE} bytes`);
  }

  private textLine(whole: string): void {
    const { event } = this;
    event.line = ++this.lineCount;
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    if (line === '') return;
    const read = line.startsWith('{') ? readNdjsonLine(line, event) : this.strace.read(line, event);
    if (read === 'event') {
      this.events++;
      this.judge.take(event);
    } else if (read !== 'passed over') this.notKnown(read.unknown);
  }

  private notKnown(reason: string): void {
    this.unknown.lines++;
    const { first } = this.unknown;
    if (first.length < MOST_UNKNOWN) first.push({ line: this.lineCount, text: this.lineText(), reason });
  }

  private lineText(): string {
    const end = this.bytes.indexOf(NEWLINE, this.from);
    const text = this.bytes.toString('utf8', this.from, end < 0 ? this.bytes.length : end).trimEnd();
    return text.length > SHOWN ? `${text.slice(0, SHOWN / 2)} ... ${text.slice(-SHOWN / 2)}` : text;
  }
}

/** Bytes as text, if each of them is a character; else empty. */
function asciiText(bytes: Buffer, from: number, to: number): string {
  return isAscii(bytes.subarray(from, to)) ? bytes.toString('latin1', from, to) : '';
}

/** Bytes of a chunk: as `createReadStream` would hand out. */
const CHUNK = 1 << 20;

/** Checks a trace that is in memory as a whole: for tests and measurements. */
export function checkNdjson(trace: Buffer, options: TraceOptions = {}): TraceFileResult {
  const checker = new TraceChecker(options);
  for (let from = 0; from < trace.length; from += CHUNK) checker.push(trace.subarray(from, from + CHUNK));
  return checker.end('-');
}
