import type { Command } from 'commander';
import type { BadgeOptions } from './commands/badge.ts';
import type { Context } from './context.ts';
import type { End } from './option.ts';

export function addBadge(program: Command, context: Context, end: End): void {
  program
    .command('badge')
    .description('Write a small picture (SVG) of what a run came to: pass rate and gate')
    .argument(
      '[run]',
      'its id, the start of it, "last", "previous", or the folder of a run',
      'last',
    )
    .option('--label <text>', 'what stands left of it', 'assay')
    .option('--output <file>', 'write it there instead of to stdout')
    .action(async (id: string, options: BadgeOptions) => {
      const { badgeCommand } = await import('./commands/badge.ts');
      end(await badgeCommand(context, id, options));
    });
}
