import { Option } from 'commander';
import type { ExitCode } from './exitCodes.ts';

/** Hears what the program ends with. */
export type End = (code: ExitCode) => void;

export function format(choices: readonly string[]): Option {
  return new Option('--format <kind>', 'how results are written').choices(choices).default('table');
}
