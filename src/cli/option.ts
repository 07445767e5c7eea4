import { InvalidArgumentError, Option } from 'commander';
import type { Environment } from '#core/project/userFolders.ts';
import { linkArgument, reportArgument } from './args.ts';
import type { ExitCode } from './exitCodes.ts';

/** Hears what the program ends with. */
export type End = (code: ExitCode) => void;

export function format(choices: readonly string[]): Option {
  return new Option('--format <kind>', 'how results are written').choices(choices).default('table');
}

/** A line in Redis. Without a value it is what `ASSAY_QUEUE` says, so that no password stands on a command line. */
export function queueOption(env: Environment): Option {
  return new Option(
    '--queue [address]',
    'a line in Redis: redis://host:6379, or what ASSAY_QUEUE says',
  )
    .preset(env['ASSAY_QUEUE'] ?? '')
    .argParser((address: string) => {
      if (/^(?:rediss?|unix):\/\/./.test(address)) return address;
      throw new InvalidArgumentError(
        'Allowed: redis://host:6379, rediss://… or unix:///path/to/socket; or set ASSAY_QUEUE.',
      );
    });
}

/** Several results of one run. */
export function report(): Option {
  return new Option(
    '--report <kind=file>',
    'write a report to a file too; may be repeated',
  ).argParser(reportArgument);
}

export function link(): Option {
  return new Option(
    '--link <url>',
    'where more of it is, for a comment on a pull request; the page of the build where absent',
  ).argParser(linkArgument);
}
