/** A fenced `sh` block of a Markdown page, with what the page says it prints. */
export interface RunnableBlock {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly script: string;
  /** From `exit=N` after the language. */
  readonly exitCode: number;
  /** The `text` block right after it; null if there is none. */
  readonly expected: string | null;
}

const FENCE = /^```(\w*)(?: exit=(\d+))?$/;

interface Block extends Omit<RunnableBlock, 'expected' | 'script'> {
  readonly language: string;
  readonly text: string;
  readonly lastLine: number;
}

/** All `sh` blocks of a page in order. */
export function runnableBlocks(markdown: string): RunnableBlock[] {
  const blocks = fencedBlocks(markdown.split('\n'));
  return blocks.flatMap((block, i): RunnableBlock[] => {
    if (block.language !== 'sh') return [];
    const next = blocks[i + 1];
    // Only an empty line may stand between a command and its output.
    const answers = next?.language === 'text' && next.line === block.lastLine + 2;
    return [{ line: block.line, script: block.text, exitCode: block.exitCode, expected: answers ? next.text : null }];
  });
}

function fencedBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = FENCE.exec(lines[i]);
    if (!fence) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`the block that line ${i + 1} opens is never closed`);
    const text = lines.slice(i + 1, end).join('\n');
    blocks.push({ language: fence[1], line: i + 1, exitCode: Number(fence[2] ?? 0), text, lastLine: end + 1 });
    i = end;
  }
  return blocks;
}

/**
 * Why `actual` is not what the page shows, or null if it is. A line `...` stands for any number of lines, `[..]` within
 * a line for any characters.
 */
export function mismatch(expected: string, actual: string): string | null {
  const pattern = expected
    .split('\n')
    .map((line) => (line === '...' ? '(?:.*\\n)*?' : `${line.split('[..]').map(escaped).join('.*')}\\s*\\n`))
    .join('');
  if (new RegExp(`^${pattern}$`).test(actual.replace(/\n*$/, '\n'))) return null;
  return `expected:\n${expected}\n\ngot:\n${actual}`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
