import { Option, type Command } from 'commander';
import { commentName, positive, usd, wholeNumber } from './args.ts';
import type { BisectOptions } from './commands/bisect.ts';
import type { CommentOptions } from './commands/comment.ts';
import type { GraphOptions } from './commands/graph.ts';
import type { MergeOptions } from './commands/merge.ts';
import type { QuarantineOptions, QuarantineSuggestOptions } from './commands/quarantine.ts';
import type { RecordingsListOptions, RecordingsPruneOptions } from './commands/recordings.ts';
import type { RecordingsCheckOptions } from './commands/recordingsCheck.ts';
import type { RunOptions } from './commands/run.ts';
import type { WorkerCommandOptions } from './commands/worker.ts';
import type { Context } from './context.ts';
import { format, link, queueOption, report, type End } from './option.ts';
import { runFormats } from './runFormats.ts';

/** Commands for who keeps a project in git and runs it in CI. */
export function addCi(program: Command, context: Context, end: End): void {
  addGraph(program, context, end);
  addRecordings(program, context, end);
  addQuarantine(program, context, end);
  addBisect(program, context, end);
  addMerge(program, context, end);
  addComment(program, context, end);
  addWorker(program, context, end);
}

function addMerge(program: Command, context: Context, end: End): void {
  program
    .command('merge')
    .description('Join the parts of a run, made with --shard, into one run; asks nobody')
    .argument('[runs...]', 'ids, or folders of runs; else the newest parts that belong together')
    .option(
      '--baseline',
      'say afterwards what changed against the baseline; 1 where something regressed',
    )
    .addOption(format(runFormats.filter((one) => one !== 'jsonl')))
    .option('--output <file>', 'write the result there instead of to stdout')
    .addOption(report())
    .addOption(link())
    .action(async (runs: string[], options: MergeOptions) => {
      const { mergeCommand } = await import('./commands/merge.ts');
      end(await mergeCommand(context, runs, options));
    });
}

function addComment(program: Command, context: Context, end: End): void {
  program
    .command('comment')
    .description(
      'Put a report onto the pull request of this build, in the place of the earlier one',
    )
    .argument('[file]', 'what "--report pull-request=FILE" wrote', 'assay-report/comment.md')
    .option('--pull-request <url>', 'its page; else what the CI system says')
    .option(
      '--name <text>',
      'keeps the comments of several projects on one pull request apart',
      commentName,
    )
    .action(async (file: string, options: CommentOptions) => {
      const { commentCommand } = await import('./commands/comment.ts');
      end(await commentCommand(context, file, options));
    });
}

function addWorker(program: Command, context: Context, end: End): void {
  program
    .command('worker')
    .description(
      'Ask models for runs that others start with --queue, with the keys of this machine',
    )
    .addOption(queueOption(context.env).makeOptionMandatory())
    .option('--concurrency <n>', 'requests of one model at a time', wholeNumber(1, 1024), 8)
    .action(async (options: WorkerCommandOptions) => {
      const { workerCommand } = await import('./commands/worker.ts');
      end(await workerCommand(context, options));
    });
}

function addGraph(program: Command, context: Context, end: End): void {
  program
    .command('graph')
    .description('Show what prompts depend on, and what a change of it selects; asks nobody')
    .argument('[files...]', 'prompt files or folders')
    .option('--since <ref>', 'what changed since the branch at hand left this ref of git')
    .addOption(format(['table', 'json', 'mermaid', 'dot']))
    .action(async (files: string[], options: GraphOptions) => {
      const { graphCommand } = await import('./commands/graph.ts');
      end(await graphCommand(context, files, options));
    });
}

function addQuarantine(program: Command, context: Context, end: End): void {
  const quarantine = program
    .command('quarantine')
    .description('What fails no gate for the time being: .assay/quarantine.yml');
  quarantine
    .command('list', { isDefault: true })
    .description('What is quarantined, and what is wrong with the file')
    .addOption(format(['table', 'json']))
    .action(async (options: QuarantineOptions) => {
      const { quarantineList } = await import('./commands/quarantine.ts');
      end(await quarantineList(context, options));
    });
  quarantine
    .command('suggest')
    .description('Cases that passed and failed without a change of their prompt, as YAML to paste')
    .option('--runs <n>', 'look at this many of the newest runs', wholeNumber(1, 10_000), 20)
    .addOption(format(['table', 'json']))
    .action(async (options: QuarantineSuggestOptions) => {
      const { quarantineSuggest } = await import('./commands/quarantine.ts');
      end(await quarantineSuggest(context, options));
    });
}

function addRecordings(program: Command, context: Context, end: End): void {
  const recordings = program
    .command('recordings')
    .description('The recorded replies of the project: list, complete, clear out, check');
  recordings
    .command('list', { isDefault: true })
    .description('What each prompt has, and what is missing or stale; asks nobody')
    .addOption(format(['table', 'json']))
    .action(async (options: RecordingsListOptions) => {
      const { recordingsList } = await import('./commands/recordings.ts');
      end(await recordingsList(context, options));
    });
  recordings
    .command('refresh')
    .description('Ask about what is missing or stale, and record it')
    .argument('[files...]', 'prompt files or folders')
    .option('--model <id...>', 'models of the catalogue, instead of those of the prompts')
    .option('--variant <name...>', 'only these variants')
    .option('--case <id...>', 'only these cases')
    .option('--tag <tag...>', 'only cases with one of these tags')
    .option('--tier <name>', 'what this tier of assay.yml needs')
    .option('--repeat <n>', 'ask each case this often', wholeNumber(1, 1000))
    .option('--max-cost <usd>', 'end before it costs more', usd)
    .option('--allow-unpriced <id...>', 'models without a price that may run under a budget')
    .addOption(format(['table', 'json', 'jsonl', 'markdown']))
    .action(async (files: string[], options: RunOptions) => {
      const { runCommand } = await import('./commands/run.ts');
      end(await runCommand(context, files, { ...options, complete: true }));
    });
  recordings
    .command('prune')
    .description('Remove what no case needs any more')
    .option('--yes', 'do not ask')
    .action(async (options: RecordingsPruneOptions) => {
      const { recordingsPrune } = await import('./commands/recordings.ts');
      end(await recordingsPrune(context, options));
    });
  recordings
    .command('check')
    .description('Ask about a sample anew, and say what changed; 1 where something did for sure')
    .argument('[files...]', 'prompt files or folders')
    .option('--sample <n>', 'cases of each prompt', wholeNumber(1, 1_000_000), 20)
    .option('--seed <text>', 'another text draws other cases')
    .option('--max-cost <usd>', 'end before it costs more', usd)
    .option('--model <id...>', 'models of the catalogue, instead of those of the prompts')
    .option('--tag <tag...>', 'only cases with one of these tags')
    .option('--allow-unpriced <id...>', 'models without a price that may run under a budget')
    .addOption(format(['table', 'json', 'markdown']))
    .option('--output <file>', 'write the result there instead of to stdout')
    .action(async (files: string[], options: RecordingsCheckOptions) => {
      const { recordingsCheck } = await import('./commands/recordingsCheck.ts');
      end(await recordingsCheck(context, files, options));
    });
}

function addBisect(program: Command, context: Context, end: End): void {
  program
    .command('bisect')
    .description('Find the commit whose change of prompt or data made a value worse')
    .argument('<prompt>', 'prompt file')
    .option('--good <ref>', 'where it was fine (default: the first commit that has the prompt)')
    .option('--bad <ref>', 'where it is not', 'HEAD')
    .addOption(
      new Option(
        '--metric <name>',
        'the value of this evaluator, instead of the pass rate',
      ).conflicts('case'),
    )
    .option('--case <id>', 'whether this case passes')
    .option('--drop <value>', 'the least change for the worse that counts', positive, 0.05)
    .option('--live', 'ask models for what is not recorded')
    .option('--max-cost <usd>', 'end an evaluation before it costs more', usd)
    .addOption(format(['table', 'json']))
    .action(async (prompt: string, options: BisectOptions) => {
      const { bisectCommand } = await import('./commands/bisect.ts');
      end(await bisectCommand(context, prompt, options));
    });
}
