import { Option, type Command } from 'commander';
import type { Colors } from 'picocolors/types';
import { UsageError } from '../contract/parse.js';
import type { KernelFunction, ProfileId } from '../contract/index.js';
import { KERNEL_FUNCTIONS } from '../contract/steps.js';
import { DEFAULT_PROFILE, PROFILE_IDS } from '../contract/words.js';
import type { CommandSpec } from './command.js';
import { wholeNumber } from './expected.js';
import { oneOf, repeated } from './word.js';

const FORMATS = ['table', 'json', 'mermaid', 'svg', 'promela'] as const;
type Format = (typeof FORMATS)[number];
const CORE: KernelFunction = '__generic_file_write_iter';

interface Options {
  machine: KernelFunction;
  profile: ProfileId;
  format: Format;
  diff?: string[];
  sectors?: number;
  writes?: number;
}

/** As far as versions and sectors of the exhaustive search go. */
const MOST_SECTORS = 10;
const MOST_WRITES = 3;
const DEFAULT_SEARCH = { sectors: 3, writes: 3 };

export const modelCommand: CommandSpec<Options> = {
  name: 'model',
  summary: 'show the model: decision table, machines, what two profiles differ in',
  epilogue: `
Machines:
  ${KERNEL_FUNCTIONS.join('\n  ')}

Examples:
  woe model                                            the decision table of the core
  woe model --profile linux-3.18                       the same in another era
  woe model --machine generic_perform_write            its transitions
  woe model --machine file_remove_privs --format svg > privs.svg
  woe model --diff linux-4.x linux-6.5.0               where two profiles differ, smallest first
  woe model --format promela --sectors 4 > core.pml    every state of three writes over four sectors, for Spin`,

  define(command: Command): void {
    command
      .option(
        '-m, --machine <name>',
        'the kernel function',
        oneOf('--machine', KERNEL_FUNCTIONS, `--machine ${CORE}`),
        CORE,
      )
      .option(
        '-p, --profile <profile>',
        `the era or filesystem: ${PROFILE_IDS.join(', ')}`,
        oneOf('--profile', PROFILE_IDS, '--profile linux-6.x'),
        DEFAULT_PROFILE,
      )
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format json'), 'table')
      .addOption(
        new Option('--diff <profiles...>', 'two profiles: list the scenarios on which they differ')
          .argParser(repeated)
          .conflicts(['machine', 'profile']),
      )
      .option(
        '--sectors <n>',
        `promela: how many sectors the file has (default: ${DEFAULT_SEARCH.sectors})`,
        wholeNumber('--sectors', 1, MOST_SECTORS, '--sectors 4'),
      )
      .option(
        '--writes <n>',
        `promela: how many write calls are made (default: ${DEFAULT_SEARCH.writes})`,
        wholeNumber('--writes', 1, MOST_WRITES, '--writes 2'),
      );
  },

  async run(_, options, { terminal }): Promise<number> {
    for (const bound of ['sectors', 'writes'] as const)
      if (options[bound] !== undefined && options.format !== 'promela')
        throw new UsageError(
          `--${bound}: expected --format promela beside it, got --format ${options.format}; example: woe model --format promela --${bound} ${options[bound]}`,
        );
    const text = options.diff
      ? await difference(options.diff, options, terminal.outColors)
      : await RENDER[options.format](options, terminal.outColors);
    terminal.out(text);
    return 0;
  },
};

async function difference(words: readonly string[], { format }: Options, colors: Colors): Promise<string> {
  const read = oneOf('--diff', PROFILE_IDS, '--diff linux-4.x linux-6.5.0');
  if (words.length !== 2)
    throw new UsageError(`--diff: expected two profiles, got ${words.length}; example: --diff linux-4.x linux-6.5.0`);
  if (format !== 'table' && format !== 'json')
    throw new UsageError(
      `--diff: expected --format table or json, got ${format}; example: --diff ${words.join(' ')} --format json`,
    );
  const [a, b] = [read(words[0]), read(words[1])];
  const { diffProfiles } = await import('../model/index.js');
  const differences = diffProfiles(a, b);
  if (format === 'json') return json({ schema: 'woe.diff/1', a, b, differences });
  const { profileDifferencesText } = await import('../report/profile-differences.js');
  return profileDifferencesText(a, b, differences, colors);
}

const RENDER: Record<Format, (options: Options, colors: Colors) => Promise<string>> = {
  async table({ machine, profile }, colors) {
    if (machine === CORE) {
      const { leafTable } = await import('../model/index.js');
      const { decisionTableText } = await import('../report/decision-table.js');
      return decisionTableText(profile, leafTable(profile), colors);
    }
    const { machineTableText } = await import('../report/machine-table.js');
    return machineTableText(await graphOf(machine, profile), profile, colors);
  },

  async json({ machine, profile }) {
    const { states, edges } = await graphOf(machine, profile);
    const head = { schema: 'woe.model/1', machine, profile, states, transitions: edges };
    if (machine !== CORE) return json(head);
    const { combinations, leafTable } = await import('../model/index.js');
    return json({ ...head, leaves: leafTable(profile), combinations: combinations(profile) });
  },

  async mermaid({ machine, profile }) {
    return (await import('../report/mermaid.js')).mermaidText(await graphOf(machine, profile));
  },

  async svg({ machine, profile }) {
    const { dotText } = await import('../report/dot.js');
    const { instance } = await import('@viz-js/viz');
    return (await instance()).renderString(dotText(await graphOf(machine, profile)), { format: 'svg' });
  },

  async promela({ machine, profile, sectors = DEFAULT_SEARCH.sectors, writes = DEFAULT_SEARCH.writes }) {
    if (machine !== CORE)
      throw new UsageError(
        `--format promela: expected --machine ${CORE}, whose callees are all in it, got ${machine}; example: woe model --format promela`,
      );
    const { PROFILES, compiled, searchModel } = await import('../model/index.js');
    const { promelaText } = await import('../report/promela.js');
    return promelaText(searchModel(compiled(machine, PROFILES[profile]), { sectors, writes }));
  },
};

const graphOf = async (machine: KernelFunction, profile: ProfileId) => {
  const { PROFILES, machineGraph } = await import('../model/index.js');
  return machineGraph(machine, PROFILES[profile]);
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
