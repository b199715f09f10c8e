import { Command } from 'commander';
import { checkCommand } from './check.js';
import { quiet, toCommander, type CommandSpec, type Context } from './command.js';
import { compareCommand } from './compare.js';
import { doctorCommand } from './doctor.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { huntCommand } from './hunt.js';
import { initCommand } from './init.js';
import { mergeCommand } from './merge.js';
import { modelCommand } from './model.js';
import { mutantsCommand } from './mutants.js';
import { protocolCommand } from './protocol.js';
import { replayCommand } from './replay.js';
import { resultsCommand } from './results.js';
import { rulesCommand } from './rules.js';
import { traceCommand } from './trace.js';
import { version } from './version.js';

/** Every command of `woe`, in the order in which a newcomer needs them. A new command is a file and a row here. */
const COMMANDS: readonly CommandSpec[] = [
  checkCommand,
  huntCommand,
  mergeCommand,
  resultsCommand,
  replayCommand,
  explainCommand,
  compareCommand,
  exportCommand,
  initCommand,
  protocolCommand,
  mutantsCommand,
  modelCommand,
  rulesCommand,
  traceCommand,
  doctorCommand,
];

/** `done` receives the exit code of the command that ran. */
export function program(context: Context, done: (code: number) => void): Command {
  const woe = quiet(new Command('woe'))
    .description('When a write stops half way, does this implementation tell the truth?')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', EPILOGUE);
  for (const spec of COMMANDS) woe.addCommand(toCommander(spec, context, done));
  return woe;
}

const EPILOGUE = `
Examples:
  woe check                           check our own implementation: every rule, every level
  woe check reference --level iter    only __generic_file_write_iter with scripted callees
  woe hunt TARGET --out found         up to ten distinct counterexamples, kept as files
  woe replay FILE                     run a stored counterexample again; \`woe explain FILE\` shows it
  woe model                           the decision table: what is returned in each of the 24 cases
  woe rules                           every rule; \`woe rules ID\` says why it matters

Exit codes:
  0    conformant
  1    deviating, or the target misbehaved, or something declared was never exercised
  2    could not run: a wrong option, an unreadable file, a pattern that matches nothing
  130  interrupted by Ctrl-C, SIGTERM or SIGHUP, after printing what was found`;
