import type { Level, Observable, ProfileId } from '../../contract/index.js';

/**
 * `woe.explanation/1`: why a counterexample is one, as plain data in the order in which it is told. Built by
 * `explanationOf`; the renderers only lay it out. No string in it holds a control character or a newline.
 */
export interface Explanation {
  readonly schema: 'woe.explanation/1';
  readonly target: string;
  readonly level: Level;
  readonly profile: ProfileId;
  /** Leaves of the decision table that the deviating call may have ended in; empty for calls that are not writes. */
  readonly leaves: readonly ExplainedLeaf[];
  readonly rule: ExplainedRule;
  readonly setting: Setting;
  /** Index of the deviating call. */
  readonly call: number;
  /** The calls up to the deviating one and what came of them; of very many only those around it. */
  readonly calls: readonly ExplainedCall[];
  /** What happened inside the deviating call: its callees, or its kernel steps and what it asked of the disk. */
  readonly steps: readonly StepList[];
  readonly differences: readonly ExplainedDifference[];
  /** What else the deviating call showed. */
  readonly alsoSeen: readonly { readonly name: string; readonly value: string }[];
  /** Call by call, when the offset is wrong; else empty. */
  readonly offsets: readonly OffsetRow[];
  /** When wrong bytes were read; else null. */
  readonly content: ContentMap | null;
  /** The way through the model to what is allowed, one step a line. */
  readonly path: { readonly lines: readonly string[]; readonly leftOut: number };
  /** Commands to type next; empty when the counterexample is in no file. */
  readonly next: readonly NextCommand[];
}

/** The rule that was broken; of a rule that the model doesn't have only the id. */
export interface ExplainedRule {
  readonly id: string;
  readonly title: string | null;
  readonly strength: 'must' | 'may' | null;
  readonly source: string | null;
  readonly why: string | null;
}

/** A row of the decision table; of one that the model doesn't have only the id. */
export interface ExplainedLeaf {
  readonly id: string;
  readonly condition: string | null;
  /** In terms of N (offered), d (written directly), f (written by the buffered write) and e (an errno). */
  readonly returns: string | null;
  /** By how much ki_pos moves, in the same terms. */
  readonly kiPos: string | null;
}

export interface Setting {
  /** The file, the disk and the caller in words. */
  readonly file: string;
  /** The planned faults in words. */
  readonly faults: readonly string[];
}

/** `leftOut` = how many were left out just before this one. */
export interface Kept {
  readonly leftOut: number;
}

export interface ExplainedCall extends Kept {
  /** Index in the scenario. */
  readonly call: number;
  /** In C. Byte i of `sourceK` is what call K offers. */
  readonly text: string;
  /** A count or an errno name, with the signal; empty when the call was not observed. */
  readonly ret: string;
  /** Faults that struck in it or were armed for it. */
  readonly faults: readonly string[];
  /** What it put on the disk, or what its callees returned. */
  readonly did: string;
  readonly deviates: boolean;
}

export interface StepList {
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Step extends Kept {
  /** Nesting, 0 = outermost. */
  readonly depth: number;
  readonly text: string;
  /** A count or an errno name; empty when it returns nothing. */
  readonly ret: string;
  readonly note: string;
  /** What was allowed instead; empty where nothing departs. */
  readonly allowed: string;
  /** `fault`: an injected fault struck here; `departs`: here the order departs from the allowed one. */
  readonly mark: 'fault' | 'departs' | null;
}

export interface ExplainedDifference {
  readonly observable: Observable;
  readonly got: string;
  readonly allowed: readonly { readonly value: string; readonly because: string | null }[];
}

/** The offset after a call (at `iter` level its ki_pos), in bytes. */
export interface OffsetRow extends Kept {
  /** null = before the first call. */
  readonly call: number | null;
  readonly text: string;
  readonly expected: readonly string[];
  readonly got: string;
  readonly deviates: boolean;
}

/** What a read returned against what it was allowed to return: one character for each sector, one row for each page. */
export interface ContentMap {
  /** The read. */
  readonly call: number;
  readonly sectorSize: number;
  readonly rows: readonly PageRow[];
  /** Only the characters that occur. */
  readonly legend: readonly { readonly character: string; readonly meaning: string }[];
  /** The ranges that are not allowed, exactly. */
  readonly wrong: readonly WrongRange[];
  /** Wrong ranges beyond those listed. */
  readonly wrongLeftOut: number;
}

export interface PageRow extends Kept {
  readonly page: number;
  /** Bytes of the page that were read: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly got: string;
  /** Empty when it is not known what was allowed. */
  readonly allowed: string;
}

export interface WrongRange {
  /** Bytes [from, to). */
  readonly from: number;
  readonly to: number;
  readonly got: string;
  readonly allowed: readonly string[];
}

export interface NextCommand {
  readonly command: string;
  readonly purpose: string;
}
