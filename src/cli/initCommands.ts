import { Option, type Command } from 'commander';
import { resourceName, wholeNumber } from './args.ts';
import { ciSystems } from './ci/ciSystems.ts';
import type { InitCiOptions } from './commands/initCi.ts';
import type { InitKubernetesOptions } from './commands/initKubernetes.ts';
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
    .addOption(keyOption())
    .option('--shards <n>', 'machines that share the merge tier', wholeNumber(1, 256), 1)
    .option('--comment', 'put reports onto pull requests, with "assay comment"')
    .action(async (folder: string, options: InitCiOptions) => {
      const { initCiCommand } = await import('./commands/initCi.ts');
      end(await initCiCommand(context, folder, options));
    });
  init
    .command('kubernetes')
    .description('Write Jobs that run the merge tier in parts on a cluster; never replaces a file')
    .argument('[folder]', 'the project', '.')
    .requiredOption('--image <name>', 'a container image with the project in it')
    .option('--shards <n>', 'pods that share the merge tier', wholeNumber(2, 256), 4)
    .addOption(keyOption())
    .option('--secret <name>', 'the Secret with the keys', resourceName, 'assay-keys')
    .option('--storage-class <name>', 'one that several nodes may write to', resourceName)
    .action(async (folder: string, options: InitKubernetesOptions) => {
      const { initKubernetesCommand } = await import('./commands/initKubernetes.ts');
      end(await initKubernetesCommand(context, folder, options));
    });
}

function keyOption(): Option {
  return new Option('--key <variable...>', 'environment variables with keys of models').default([
    'OPENAI_API_KEY',
  ]);
}
