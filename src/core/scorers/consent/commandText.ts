import { showHidden } from '../../documents/problems.ts';
import type { ScorerCommand } from './scorerCommand.ts';

/** A command as a person would type it, nothing invisible in it. For reading: nothing is ever run from it. */
export function commandText(command: readonly string[]): string {
  return showHidden(
    command.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : quoted(word))).join(' '),
  );
}

/** What a person has to know before they allow a command, a line each. */
export function consentLines({
  prompt,
  folder,
  command,
  env,
  files,
  target,
}: ScorerCommand): readonly string[] {
  const where = folder === '.' ? "the project's folder" : folder;
  const checked = files.map(
    ({ file, sha256 }) => `- ${showHidden(file)} (sha256 ${sha256.slice(0, 12)}…)`,
  );
  return [
    `${prompt} runs: ${commandText(command)}`,
    `in: ${showHidden(where)}`,
    ...(target === undefined ? [] : [`which is: ${showHidden(target)}`]),
    ...(env.length === 0 ? [] : [`it sees of your environment: ${env.join(', ')}`]),
    ...(checked.length === 0
      ? ['It names no file of the project, so only the command itself is held on to.']
      : ['as long as these files stay as they are:', ...checked]),
    'It can do whatever you can. What it loads beside these files is not looked at.',
  ];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
