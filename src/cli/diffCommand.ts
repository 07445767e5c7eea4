import type { Command } from 'commander';
import type { DiffOptions } from './commands/diff.ts';
import type { Context } from './context.ts';
import type { End } from './option.ts';

export function addDiff(program: Command, context: Context, end: End): void {
  program
    .command('diff')
    .description('Show what changed in a prompt: what it sends, its settings, its newest runs')
    .argument('<prompt>', 'prompt file')
    .option('--against <version>', 'a commit, branch or tag of git, or another prompt file', 'HEAD')
    .option('--case <id>', 'fill the messages with this case; the first if left out')
    .action(async (prompt: string, options: DiffOptions) => {
      const { diffCommand } = await import('./commands/diff.ts');
      end(await diffCommand(context, prompt, options));
    });
}
