import { Command, InvalidArgumentError } from 'commander';
import type { Effort, Row } from './row.js';

export interface Options extends Effort {
  /** Ids of the rows to measure, in their usual order. */
  readonly only: readonly string[];
  readonly json: boolean;
  /** Put the tables and pictures into `docs/`. */
  readonly write: boolean;
}

interface Given {
  readonly only?: string[];
  readonly all: boolean;
  readonly rounds: number;
  readonly turn: number;
  readonly json: boolean;
  readonly write: boolean;
}

const MOST_ROUNDS = 99;
const LONGEST_TURN_MS = 10_000;

/** Throws CommanderError: for `--help` after it was written, and for words that make no sense, with one line about them. */
export function parseOptions(
  argv: readonly string[],
  rows: readonly Pick<Row, 'id' | 'question' | 'optIn'>[],
  write: (text: string) => void,
): Options {
  const ids = rows.map(({ id }) => id);
  const command = new Command('npm run bench --')
    .description('Measures how fast the checker is, side by side with its peers, in interleaved rounds.')
    .option('--only <rows>', `measure these rows alone: ${ids.join(', ')}`, listOf(ids))
    .option('--all', 'measure every row, those too that are only measured when named', false)
    .option('--rounds <n>', 'how often each contender has its turn', whole('--rounds', 1, MOST_ROUNDS, 5), 5)
    .option('--turn <ms>', 'what a turn takes at least', whole('--turn', 1, LONGEST_TURN_MS, 200), 200)
    .option('--json', 'print what was measured as JSON', false)
    .option('--write', 'put the tables into docs/performance.md and the pictures beside it', false)
    .helpOption('-h, --help', 'explain the bench')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .addHelpText('after', `\nRows:\n${rowsText(rows)}\n${EPILOGUE}`);
  command.parse(argv, { from: 'user' });
  const { only, all, rounds, turn, json, write: writes } = command.opts<Given>();
  if (writes && only)
    command.error('--write: expected every row, got --only; the page shows one run; e.g. npm run bench -- --write');
  if (all && only) command.error('--all: expected no --only beside it, got both; e.g. npm run bench -- --all');
  const usual = rows.filter(({ optIn }) => all || !optIn).map(({ id }) => id);
  return { only: only ?? usual, rounds, turnMs: turn, json, write: writes };
}

const rowsText = (rows: readonly Pick<Row, 'id' | 'question' | 'optIn'>[]): string =>
  rows
    .map(
      ({ id, question, optIn }) => `  ${id.padEnd(10)} ${question}${optIn ? ' (only when named, or with --all)' : ''}`,
    )
    .join('\n');

const EPILOGUE = `
A number is the median of the rounds; the spread is the lowest and the highest of them. Aims are reported as met or
missed and never fail: the exit code is 0 when everything could be measured, 1 when a check failed (then the numbers
mean nothing), 2 for a wrong option. Run it on a quiet machine; a busy one is named in the first line.

Examples:
  npm run bench
  npm run bench -- --only checked
  npm run --silent bench -- --json > bench.json
  npm run bench -- --all --write                           renew docs/performance.md
  npm run bench -- --only checked --rounds 1 --turn 50     a quick look
`;

/** One of the words, or several with commas between them; in the order of `words`. */
const listOf =
  (words: readonly string[]) =>
  (text: string): string[] => {
    const asked = text.split(',');
    const unknown = asked.find((word) => !words.includes(word));
    if (unknown !== undefined)
      throw new InvalidArgumentError(
        `expected one or more of ${words.join(', ')}, got ${JSON.stringify(unknown)}; e.g. --only ${words[0]}`,
      );
    return words.filter((word) => asked.includes(word));
  };

const whole =
  (option: string, min: number, max: number, example: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(
        `expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}; e.g. ${option} ${example}`,
      );
    return value;
  };
