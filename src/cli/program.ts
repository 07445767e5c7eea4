import { Command, CommanderError, Option } from 'commander';
import { createInterface } from 'node:readline/promises';
import { age, columnArgument, metricArgument, shard, usd, wholeNumber } from './args.ts';
import type { BaselineShowOptions } from './commands/baseline.ts';
import type { CompareOptions } from './commands/compare.ts';
import type {
  HistoryListOptions,
  HistoryPruneOptions,
  HistoryShowOptions,
} from './commands/history.ts';
import type { HistoryImportOptions } from './commands/historyImport.ts';
import type { LintOptions } from './commands/lint.ts';
import type { MetricsListOptions, MetricsOptions } from './commands/metrics.ts';
import type { ModelsOptions } from './commands/models.ts';
import type { RunOptions } from './commands/run.ts';
import type { ScoreOptions } from './commands/score.ts';
import type { ScorerAllowOptions, ScorerListOptions } from './commands/scorer.ts';
import type { Context } from './context.ts';
import { addBatch } from './batchCommands.ts';
import { addCi } from './ciCommands.ts';
import { addInit } from './initCommands.ts';
import { format, link, queueOption, report, type End } from './option.ts';
import { addBadge } from './badgeCommand.ts';
import { addDiff } from './diffCommand.ts';
import { addExport, addImport } from './formatCommands.ts';
import { addJudge, addLabel } from './judgeCommands.ts';
import { addMlflow } from './mlflowCommands.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { runFormats } from './runFormats.ts';
import { compareReportKinds } from '#core/report/reportKinds.ts';
import { makeEcho, wantsColour, type Terminal } from './terminal/echo.ts';
import { version } from '#core/version.ts';

/** Reads the command line, runs one command, and leaves its exit code in `host.exitCode`. Never rejects. */
export async function runProgram(host: NodeJS.Process): Promise<void> {
  const terminal = makeTerminal(host);
  const context: Context = {
    terminal,
    cwd: host.cwd(),
    env: host.env,
    open: async (say) => {
      const { compose } = await import('./compose.ts');
      const { env, platform } = host;
      const tell = say ?? ((text: string) => terminal.err.line(text));
      return compose({ env, cwd: host.cwd(), platform, say: tell });
    },
  };
  let code: ExitCode = exitCodes.fine;
  try {
    await makeProgram(context, (ended) => {
      code = ended;
    }).parseAsync(host.argv);
  } catch (error) {
    code = codeOfError(terminal, error);
  }
  const fault = terminal.out.fault();
  if (fault !== undefined) {
    terminal.err.line(['bad', 'error'], ` The output could not be written: ${fault}.`);
    if (code === exitCodes.fine) code = exitCodes.configuration;
  }
  host.exitCode = code;
  // What was given up may hold a socket open; everything that matters is on disk by now.
  if (code === exitCodes.interrupted) setTimeout(() => host.exit(), 300).unref();
}

function makeTerminal(host: NodeJS.Process): Terminal {
  const { stdout, stderr, stdin, env, argv } = host;
  return {
    out: makeEcho(stdout, wantsColour(stdout, env, argv)),
    err: makeEcho(stderr, wantsColour(stderr, env, argv)),
    ask:
      stdin.isTTY && stderr.isTTY
        ? async (question) => {
            const lines = createInterface({ input: stdin, output: stderr });
            try {
              return await lines.question(`${question} `);
            } finally {
              lines.close();
            }
          }
        : undefined,
  };
}

function codeOfError({ err }: Terminal, error: unknown): ExitCode {
  // The message was written when it was found.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.configuration;
  }
  const message = error instanceof Error ? error.message : String(error);
  err.line(['bad', 'error'], ` ${message}`);
  return exitCodes.configuration;
}

function makeProgram(context: Context, end: (code: ExitCode) => void): Command {
  const program = new Command('assay')
    .description(
      'Evaluates prompts on approved models. Results go to stdout, everything else to stderr.',
    )
    .version(version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false)
    .option('--no-color', 'No colour; so does the environment variable NO_COLOR')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out.text(text),
      writeErr: (text) => context.terminal.err.text(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 gate failed or regressed, 2 usage, configuration or local disk, 3 model policy,\n4 budget, 5 provider or network, 130 interrupted.',
    );
  addRun(program, context, end);
  addScore(program, context, end);
  addLint(program, context, end);
  addMetrics(program, context, end);
  addModels(program, context, end);
  addBatch(program, context, end);
  addHistory(program, context, end);
  addCompare(program, context, end);
  addDiff(program, context, end);
  addBaseline(program, context, end);
  addBadge(program, context, end);
  addLabel(program, context, end);
  addJudge(program, context, end);
  addScorer(program, context, end);
  addCi(program, context, end);
  addMlflow(program, context, end);
  addImport(program, context, end);
  addExport(program, context, end);
  addInit(program, context, end);
  return program;
}

function addRun(program: Command, context: Context, end: End): void {
  program
    .command('run')
    .description('Evaluate prompts: the named files and folders, else those of assay.yml, else all')
    .argument('[files...]', 'prompt files or folders')
    .option('--model <id...>', 'models of the catalogue, instead of those of the prompts')
    .option('--variant <name...>', 'only these variants')
    .option('--case <id...>', 'only these cases')
    .option('--tag <tag...>', 'only cases with one of these tags')
    .option('--tier <name>', 'a tier of assay.yml, or "branch", "merge", "nightly"')
    .option('--since <ref>', 'only what depends on a change since this ref of git')
    .option('--sample <n>', 'at most so many cases of a prompt', wholeNumber(1, 1_000_000))
    .option('--shard <i/n>', 'only part i of n; "assay merge" joins the parts', shard)
    .option(
      '--part-folder <folder>',
      'put the part there too, as part-i-of-n; what came of it then says "assay merge"',
    )
    .option('--repeat <n>', 'ask each case this often', wholeNumber(1, 1000))
    .option('--max-cost <usd>', 'end the run before it costs more', usd)
    .option(
      '--concurrency <n>',
      'requests at a time for each provider account',
      wholeNumber(1, 1024),
    )
    .addOption(
      new Option(
        '--cache <mode>',
        'replies of earlier runs: use, ignore, renew, or ask nobody',
      ).choices(['on', 'off', 'refresh', 'require']),
    )
    .addOption(
      new Option('--record', 'keep the replies in .assay/recordings').conflicts(['replay', 'live']),
    )
    .addOption(new Option('--replay', 'answer from .assay/recordings alone').conflicts('live'))
    .addOption(new Option('--live', 'ask the models even where assay.yml says to replay'))
    .addOption(queueOption(context.env))
    .addOption(
      new Option('--batch', 'submit batches at half the price, and collect them later').conflicts([
        'replay',
        'queue',
      ]),
    )
    .option('--resume <run>', 'go on with a run: its id, the start of it, or "last"')
    .option(
      '--baseline',
      'say afterwards what changed against the baseline; 1 where something regressed',
    )
    .option('--dry-run', 'count calls, tokens and cost, and ask nobody')
    .option('--allow-unpriced <id...>', 'models without a price that may run under a budget')
    .addOption(format(runFormats))
    .option('--output <file>', 'write the result there instead of to stdout')
    .addOption(report())
    .addOption(link())
    .action(async (files: string[], options: RunOptions) => {
      const { runCommand } = await import('./commands/run.ts');
      end(await runCommand(context, files, options));
    });
}

function addScore(program: Command, context: Context, end: End): void {
  program
    .command('score')
    .description('Apply metrics to replies that exist already, in a column "output"')
    .argument(
      '<file>',
      'dataset: .jsonl, .json, .csv, .tsv or .yml; or a promptfooconfig with providerOutput',
    )
    .addOption(
      new Option('--prompt <file>', 'use the evaluators of this prompt').conflicts('metric'),
    )
    .option('--metric <kind[=json]>', 'use this metric; may be repeated', metricArgument)
    .option('--map <field=column>', 'the column of a case field; may be repeated', columnArgument)
    .addOption(format(['table', 'json', 'jsonl']))
    .option('--output <file>', 'write the result there instead of to stdout')
    .action(async (file: string, options: ScoreOptions) => {
      const { scoreCommand } = await import('./commands/score.ts');
      end(await scoreCommand(context, file, options));
    });
}

function addLint(program: Command, context: Context, end: End): void {
  program
    .command('lint')
    .description(
      'Show every problem of the files, or of the whole project; asks nobody without --model',
    )
    .argument('[files...]', 'prompt files or folders')
    .addOption(format(['table', 'json', 'sarif', 'github']))
    .option('--output <file>', 'write the result there instead of to stdout')
    .option('--coverage', 'show what the prompts demand, and what of it is tested')
    .option(
      '--model <id>',
      'let an approved model look through the prompts too; gives hints, costs money',
    )
    .option('--max-cost <usd>', 'what that may cost (default: 0.50)', usd)
    .option('--rules', 'list the rules')
    .option('--explain <code>', 'explain one rule')
    .action(async (files: string[], options: LintOptions) => {
      const { lintCommand } = await import('./commands/lint.ts');
      end(await lintCommand(context, files, options));
    });
}

function addMetrics(program: Command, context: Context, end: End): void {
  const metrics = program
    .command('metrics')
    .description('List metrics, explain one, or suggest some for a use case or a prompt file');
  metrics
    .command('list', { isDefault: true })
    .description('All metrics')
    .option('--use-case <name>', 'only those for this use case')
    .addOption(format(['table', 'json']))
    .action(async (options: MetricsListOptions) => {
      const { metricsList } = await import('./commands/metrics.ts');
      end(metricsList(context, options));
    });
  metrics
    .command('show')
    .description('One metric: what it measures, how, when it misleads, and its settings')
    .argument('<kind>', 'what an evaluator writes after "uses:"')
    .addOption(format(['table', 'json']))
    .action(async (kind: string, options: MetricsOptions) => {
      const { metricsShow } = await import('./commands/metrics.ts');
      end(metricsShow(context, kind, options));
    });
  metrics
    .command('suggest')
    .description('Metrics to begin with, and why, as YAML to paste')
    .argument('<what>', 'a use case, such as "extraction", or a prompt file')
    .addOption(format(['table', 'json']))
    .action(async (what: string, options: MetricsOptions) => {
      const { metricsSuggest } = await import('./commands/metrics.ts');
      end(await metricsSuggest(context, what, options));
    });
}

function addModels(program: Command, context: Context, end: End): void {
  program
    .command('models')
    .description('Show the catalogue of approved models')
    .option('--use-case <name>', 'only models that are said to suit this use case')
    .addOption(format(['table', 'json']))
    .action(async (options: ModelsOptions) => {
      const { modelsCommand } = await import('./commands/models.ts');
      end(await modelsCommand(context, options));
    });
}

function addHistory(program: Command, context: Context, end: End): void {
  const history = program.command('history').description('List, show or remove runs');
  history
    .command('list', { isDefault: true })
    .description('Runs, newest first')
    .option('--limit <n>', 'at most this many', wholeNumber(1, 1_000_000), 20)
    .addOption(format(['table', 'json']))
    .action(async (options: HistoryListOptions) => {
      const { historyList } = await import('./commands/history.ts');
      end(await historyList(context, options));
    });
  history
    .command('show')
    .description('One run: its summary, and its cases where asked for')
    .argument('<run>', 'its id, the start of it, "last" or "previous"')
    .addOption(
      new Option('--cases <which>', 'list single trials too').choices(['failed', 'errors', 'all']),
    )
    .addOption(format(runFormats))
    .option('--output <file>', 'write the result there instead of to stdout')
    .addOption(report())
    .addOption(link())
    .action(async (id: string, options: HistoryShowOptions) => {
      const { historyShow } = await import('./commands/historyShow.ts');
      end(await historyShow(context, id, options));
    });
  history
    .command('import')
    .description('Take in runs that CI kept: a zip as it was downloaded, or a folder; no network')
    .argument('<path>', 'an artefact, the folder it was unpacked into, or the folder of a run')
    .addOption(format(['table', 'json']))
    .action(async (path: string, options: HistoryImportOptions) => {
      const { historyImport } = await import('./commands/historyImport.ts');
      end(await historyImport(context, path, options));
    });
  history
    .command('prune')
    .description('Remove old runs')
    .option('--keep <n>', 'keep this many of the newest', wholeNumber(0, 1_000_000))
    .option('--older-than <age>', 'remove what is older: 30d, 12h, 8w', age)
    .option('--yes', 'do not ask')
    .action(async (options: HistoryPruneOptions) => {
      const { historyPrune } = await import('./commands/history.ts');
      end(await historyPrune(context, options));
    });
}

function addCompare(program: Command, context: Context, end: End): void {
  program
    .command('compare')
    .description(
      'Say what changed between two runs, or the baseline and a run, and whether it is real',
    )
    .argument(
      '[sides...]',
      'before and after: a run\'s id, "last", "previous", the folder of a run, or "baseline"; the last run and its baseline where absent',
    )
    .option('--models <id...>', 'compare the first of two models, before, with the second, after')
    .option('--variants <name...>', 'the same with two variants')
    .addOption(format(['table', ...compareReportKinds]))
    .option('--output <file>', 'write the result there instead of to stdout')
    .action(async (sides: string[], options: CompareOptions) => {
      const { compareCommand } = await import('./commands/compare.ts');
      end(await compareCommand(context, sides, options));
    });
}

function addBaseline(program: Command, context: Context, end: End): void {
  const baseline = program
    .command('baseline')
    .description('Accept a run, or show what is accepted');
  baseline
    .command('accept')
    .description('Take what a run scored into the baselines of its prompts')
    .argument('[run]', 'its id, the start of it, "last" or "previous"', 'last')
    .action(async (id: string) => {
      const { baselineAccept } = await import('./commands/baseline.ts');
      end(await baselineAccept(context, id));
    });
  baseline
    .command('show', { isDefault: true })
    .description('The baselines of the project')
    .addOption(format(['table', 'json']))
    .action(async (options: BaselineShowOptions) => {
      const { baselineShow } = await import('./commands/baseline.ts');
      end(await baselineShow(context, options));
    });
}

function addScorer(program: Command, context: Context, end: End): void {
  const scorer = program
    .command('scorer')
    .description('Say which programs of a project may be run as scorers');
  scorer
    .command('allow')
    .description('Show the commands of a prompt, or those that run a file, and allow them')
    .argument('[file]', 'a prompt, or a file that a command names; else every prompt')
    .option('--yes', 'do not ask')
    .action(async (file: string | undefined, options: ScorerAllowOptions) => {
      const { scorerAllow } = await import('./commands/scorer.ts');
      end(await scorerAllow(context, file, options));
    });
  scorer
    .command('list', { isDefault: true })
    .description('What you have allowed, in every project')
    .addOption(format(['table', 'json']))
    .action(async (options: ScorerListOptions) => {
      const { scorerList } = await import('./commands/scorer.ts');
      end(await scorerList(context, options));
    });
  scorer
    .command('revoke')
    .description('Take back what you have allowed')
    .argument('<id>', 'its id, or the start of it')
    .action(async (id: string) => {
      const { scorerRevoke } = await import('./commands/scorer.ts');
      end(await scorerRevoke(context, id));
    });
}
