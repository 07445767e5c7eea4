import { Option, type Command } from 'commander';
import { agreement, columnArgument, usd, wholeNumber } from './args.ts';
import type { JudgeCalibrateOptions, JudgeStatusOptions } from './commands/judge.ts';
import type { LabelOptions } from './commands/label.ts';
import type { LabelImportOptions } from './commands/labelImport.ts';
import type { Context } from './context.ts';
import { format, type End } from './option.ts';

export function addLabel(program: Command, context: Context, end: End): void {
  const label = program.command('label').description('Say of replies whether they pass');
  label
    .command('replies', { isDefault: true })
    .description('Show replies of a run one by one, and ask about each')
    .argument('<run>', 'its id, the start of it, or "last"')
    .option('--evaluator <name>', 'label for this evaluator, not the whole reply')
    .option('--sample <n>', 'at most this many, half of them failed', wholeNumber(1, 10_000), 50)
    .action(async (id: string, options: LabelOptions) => {
      const { labelCommand } = await import('./commands/label.ts');
      end(await labelCommand(context, id, options));
    });
  label
    .command('import')
    .description('Take labels from a dataset with the columns "case", "output" and "label"')
    .argument('<file>', 'dataset: .jsonl, .json, .csv, .tsv or .yml')
    .requiredOption('--prompt <file>', 'the prompt that the replies are of')
    .option('--evaluator <name>', 'the labels are about this evaluator, not the whole reply')
    .option('--map <field=column>', 'the column of a field; may be repeated', columnArgument)
    .action(async (file: string, options: LabelImportOptions) => {
      const { labelImport } = await import('./commands/labelImport.ts');
      end(await labelImport(context, file, options));
    });
}

export function addJudge(program: Command, context: Context, end: End): void {
  const judge = program.command('judge').description('Compare judges with people');
  judge
    .command('calibrate')
    .description('Ask the judges of a prompt about every labelled reply')
    .argument('<prompt>', 'prompt file')
    .option('--evaluator <name>', 'only this judge')
    .option('--min-agreement <kappa>', 'the least kappa that is enough (default: 0.6)', agreement)
    .option('--max-cost <usd>', 'end before it costs more', usd)
    .addOption(
      new Option('--cache <mode>', 'answers of before: use, ignore, renew, or ask nobody').choices([
        'on',
        'off',
        'refresh',
        'require',
      ]),
    )
    .addOption(
      new Option('--record', 'keep the answers in .assay/recordings').conflicts(['replay', 'live']),
    )
    .addOption(new Option('--replay', 'answer from .assay/recordings alone').conflicts('live'))
    .addOption(new Option('--live', 'ask the judges even where assay.yml says to replay'))
    .option('--dry-run', 'count calls and cost, and ask nobody')
    .option('--allow-unpriced <id...>', 'models without a price that may run under a budget')
    .addOption(format(['table', 'json']))
    .action(async (prompt: string, options: JudgeCalibrateOptions) => {
      const { judgeCalibrate } = await import('./commands/judge.ts');
      end(await judgeCalibrate(context, prompt, options));
    });
  judge
    .command('status', { isDefault: true })
    .description('Every judge of the project, and whether it agrees with people')
    .addOption(format(['table', 'json']))
    .action(async (options: JudgeStatusOptions) => {
      const { judgeStatus } = await import('./commands/judge.ts');
      end(await judgeStatus(context, options));
    });
}
