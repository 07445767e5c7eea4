import { Option, type Command } from 'commander';
import type { ExportOptions, ImportOptions } from './commands/import.ts';
import type { Context } from './context.ts';
import { format, type End } from './option.ts';

export function addImport(program: Command, context: Context, end: End): void {
  program
    .command('import')
    .description("Write another tool's prompt as a .prompt.yml, and say what became of each key")
    .argument('<file>', 'the prompt: .prompty, .prompt and others')
    .option('--output <file>', 'where it goes (default: beside the file)')
    .option('--force', 'replace a file that is there')
    .addOption(format(['table', 'json']))
    .action(async (file: string, options: ImportOptions) => {
      const { importCommand } = await import('./commands/import.ts');
      end(await importCommand(context, file, options));
    });
}

export function addExport(program: Command, context: Context, end: End): void {
  program
    .command('export')
    .description('Write a prompt in another format, where nothing of it is lost')
    .argument('<file>', 'the prompt')
    .addOption(
      new Option('--to <format>', 'what it becomes')
        .choices(['prompt-yml', 'prompty', 'promptfoo'])
        .makeOptionMandatory(),
    )
    .option('--output <file>', 'where it goes (default: beside the file)')
    .option('--lossy', 'write it although something is lost')
    .option('--force', 'replace a file that is there; what stays the same stays as it is written')
    .addOption(format(['table', 'json']))
    .action(async (file: string, options: ExportOptions) => {
      const { exportCommand } = await import('./commands/import.ts');
      end(await exportCommand(context, file, options));
    });
}
