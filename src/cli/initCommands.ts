import { Option, type Command } from 'commander';
import { ciSystems } from './ci/ciSystems.ts';
import type { InitCiOptions } from './commands/initCi.ts';
import type { Context } from './context.ts';
import type { End } from './option.ts';

/** What writes files to start from. */
export function addInit(program: Command, context: Context, end: End): void {
  const init = program.command('init').description('Write files to start from');
  init
    .command('project', { isDefault: true })
    .description('Write a small project to start from; never replaces a file')
    .argument('[folder]', 'where', '.')
    .action(async (folder: string) => {
      const { initCommand } = await import('./commands/init.ts');
      end(await initCommand(context, folder));
    });
  init
    .command('ci')
    .description('Write what CI needs to run the tiers of a project; never replaces a file')
    .argument('[folder]', 'the project', '.')
    .addOption(
      new Option('--system <name...>', 'for which system; else what the repository uses').choices(
        ciSystems.map(({ kind }) => kind),
      ),
    )
    .option('--branch <name>', 'the branch that others are merged into', 'main')
    .option('--key <variable...>', 'environment variables with keys of models', ['OPENAI_API_KEY'])
    .action(async (folder: string, options: InitCiOptions) => {
      const { initCiCommand } = await import('./commands/initCi.ts');
      end(await initCiCommand(context, folder, options));
    });
}
