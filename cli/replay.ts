import type { Command } from 'commander';
import type { Counterexample } from '../contract/index.js';
import { UsageError, preview } from '../contract/parse.js';
import { namesCode } from '../contract/target-name.js';
import { EXIT_CODES } from '../contract/words.js';
import type { Replay } from '../properties/replay.js';
import { printableLine } from '../report/printable.js';
import { commandToReplay } from '../report/command-to-replay.js';
import type { CommandSpec, Context } from './command.js';
import { loadCounterexample, rewriteCounterexample } from './counterexample-file.js';
import { workersOption } from './search-options.js';

export const OBSOLETE =
  'the counterexample is obsolete: the decision table of its profile, or its rule, has changed since it was saved';

interface Options {
  refresh?: boolean;
  workers?: number;
}

export const replayCommand: CommandSpec<Options> = {
  name: 'replay',
  summary: 'run a stored counterexample again',
  epilogue: `
Examples:
  woe check mutant:ki-pos-runs-ahead --level iter --out found              finds and stores some
  woe replay found/RULE.iter.counterexample.json                           on the target that it was found on
  woe replay found/RULE.iter.counterexample.json reference                 on another one
  woe replay found/RULE.iter.counterexample.json -- python3 driver.py      on a driver; or ./my-target.js
  woe replay --refresh found/RULE.iter.counterexample.json                 after the model changed

A command or a module is never run because a file names it: say it again.

An obsolete file is one whose decision table or rule has changed since: what it says may not hold any more, so it is not
replayed but with --refresh, which judges it by the model of today and rewrites it if it still deviates.

Exit codes: 0 it no longer deviates; 1 it still does, or the target misbehaved; 2 could not run, or obsolete.`,

  define(command: Command): void {
    command
      .argument('<file>', 'a *.counterexample.json file')
      .argument('[target]', 'what to run it on (default: the one that it was found on, if it comes with woe)')
      .option('--refresh', 'judge an obsolete file by the model of today, and rewrite it')
      .addOption(workersOption(1));
  },

  async run([file = '', name], options, context): Promise<number> {
    const { terminal } = context;
    const { counterexample, obsolete } = await loadCounterexample(file);
    if (obsolete && !options.refresh) {
      const next = commandToReplay(file, counterexample, '--refresh');
      terminal.err(`${terminal.errColors.red('woe')}: ${OBSOLETE}; try: ${next}\n`);
      return EXIT_CODES['could not run'];
    }
    const target = name ?? counterexample.target;
    if (name === undefined && namesCode(target)) throw untold(file, counterexample, options);
    const engine = await context.engine();
    engine.requireTarget(target, { example: 'woe replay FILE reference', others: [] });
    const { replay } = await import('../properties/replay.js');
    const answer = await replay(counterexample, target, { workers: options.workers });
    await print(answer, counterexample.deviation.rule, target, context);
    if (obsolete && answer.found && target === counterexample.target) {
      rewriteCounterexample(file, answer.found);
      terminal.out(`\nrefreshed ${printableLine(file)}\n`);
    } else if (obsolete) terminal.out(`\nnot refreshed: ${printableLine(file)} stays as it was\n`);
    return EXIT_CODES[answer.verdict];
  },
};

/** A file may come from anyone, and this one names a command or a module. */
function untold(file: string, found: Counterexample, { refresh }: Options): UsageError {
  const command = commandToReplay(file, found, refresh ? '--refresh' : undefined);
  return new UsageError(
    `${preview(file)} was found on ${preview(found.target)}, which is not run unless you say so; to run it: ${command}`,
  );
}

async function print(answer: Replay, rule: string, target: string, { terminal }: Context): Promise<void> {
  const { green, red } = terminal.outColors;
  const name = printableLine(target);
  if (answer.verdict === 'conformant') {
    terminal.out(`${green('conformant')}  ${name} no longer deviates from ${rule} on this scenario\n`);
    return;
  }
  if (!answer.found) {
    terminal.out(`${red(answer.verdict)}  ${name}: ${printableLine(answer.message ?? '')}\n`);
    return;
  }
  const [{ RULES }, { ruleBook }, { deviationText }] = await Promise.all([
    import('../model/index.js'),
    import('../report/rule-book.js'),
    import('../report/deviation.js'),
  ]);
  terminal.out(deviationText(answer.found, ruleBook(RULES), terminal.outColors));
  if (!answer.sameCause) terminal.out(`\nIt deviates, but not from the stored cause (${rule}).\n`);
}
