import type { Command } from 'commander';
import { age, wholeNumber } from './args.ts';
import type { MlflowPullOptions } from './commands/mlflowPull.ts';
import type { MlflowPushOptions } from './commands/mlflowPush.ts';
import type { MlflowStatusOptions } from './commands/mlflowStatus.ts';
import type { Context } from './context.ts';
import { format, type End } from './option.ts';

export function addMlflow(program: Command, context: Context, end: End): void {
  const mlflow = program.command('mlflow').description('Send runs to an MLflow server of your own');
  mlflow
    .command('push')
    .description('Send runs, and what waits because the server could not be reached')
    .argument('[runs...]', 'ids, the start of them, "last" or "previous"; the last where absent')
    .option('--all', 'every run of the project')
    .option('--since <age>', 'every run that is not older: 30d, 12h, 8w', age)
    .option('--require', 'fail where something could not be sent')
    .addOption(format(['table', 'json']))
    .action(async (runs: string[], options: MlflowPushOptions) => {
      const { mlflowPush } = await import('./commands/mlflowPush.ts');
      end(await mlflowPush(context, runs, options));
    });
  mlflow
    .command('pull')
    .description('Keep runs of other programs as points of the history')
    .option('--experiment <name>', 'the experiment in MLflow; else the one that runs are sent to')
    .option('--run <id>', 'only this run; its id in MLflow')
    .option('--limit <n>', 'at most this many, the newest', wholeNumber(1, 10_000), 200)
    .addOption(format(['table', 'json']))
    .action(async (options: MlflowPullOptions) => {
      const { mlflowPull } = await import('./commands/mlflowPull.ts');
      end(await mlflowPull(context, options));
    });
  mlflow
    .command('status', { isDefault: true })
    .description('The server, what is sent to it, and what waits')
    .addOption(format(['table', 'json']))
    .action(async (options: MlflowStatusOptions) => {
      const { mlflowStatus } = await import('./commands/mlflowStatus.ts');
      end(await mlflowStatus(context, options));
    });
}
