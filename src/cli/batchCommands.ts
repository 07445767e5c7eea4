import type { Command } from 'commander';
import { usd } from './args.ts';
import type { BatchCollectOptions, BatchOptions } from './commands/batch.ts';
import type { Context } from './context.ts';
import { format, link, report, type End } from './option.ts';
import { runFormats } from './runFormats.ts';

const which = 'its id, the start of it, or "last"; the newest that waits where absent';

export function addBatch(program: Command, context: Context, end: End): void {
  const batch = program
    .command('batch')
    .description('Runs whose replies come from batches: how far they are, and their results');
  batch
    .command('status', { isDefault: true })
    .description('How far the batches of a run are')
    .argument('[run]', which)
    .addOption(format(['table', 'json']))
    .action(async (run: string | undefined, options: BatchOptions) => {
      const { batchStatus } = await import('./commands/batch.ts');
      end(await batchStatus(context, run, options));
    });
  batch
    .command('collect')
    .description('Score the answers, once every batch of the run has ended')
    .argument('[run]', which)
    .option('--wait', 'wait for them to end')
    .option('--max-cost <usd>', 'end the run before it costs more', usd)
    .option(
      '--baseline',
      'say afterwards what changed against the baseline; 1 where something regressed',
    )
    .addOption(format(runFormats))
    .option('--output <file>', 'write the result there instead of to stdout')
    .addOption(report())
    .addOption(link())
    .action(async (run: string | undefined, options: BatchCollectOptions) => {
      const { batchCollect } = await import('./commands/batch.ts');
      end(await batchCollect(context, run, options));
    });
  batch
    .command('cancel')
    .description('Ask the providers to end the batches of a run')
    .argument('[run]', which)
    .addOption(format(['table', 'json']))
    .action(async (run: string | undefined, options: BatchOptions) => {
      const { batchCancel } = await import('./commands/batch.ts');
      end(await batchCancel(context, run, options));
    });
}
