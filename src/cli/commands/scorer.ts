import { resolve } from 'node:path';
import { plainJson } from '#base/plainText.ts';
import { counted } from '#core/report/numbers.ts';
import { commandText, consentLines } from '#core/scorers/consent/commandText.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';
import { tableText } from '../terminal/table.ts';

export interface ScorerAllowOptions {
  readonly yes?: true;
}

export interface ScorerListOptions {
  readonly format: 'table' | 'json';
}

/** Shows what would be run, and keeps that it may be, once a person has said so. */
export async function scorerAllow(
  context: Context,
  file: string | undefined,
  { yes }: ScorerAllowOptions,
): Promise<ExitCode> {
  const { terminal, cwd } = context;
  const { err } = terminal;
  const { engine } = await context.open();
  const found = await engine.consents.find(file === undefined ? [] : [resolve(cwd, file)]);
  const { commands, problems } = found;
  if (commands.length === 0) {
    showProblems(
      err,
      problems.filter((one) => !one.code.startsWith('model-')),
    );
    err.line(
      file === undefined ? 'No prompt here runs a program.' : `No program is run for ${file}.`,
    );
    return hasErrors(problems) || file !== undefined ? exitCodes.configuration : exitCodes.fine;
  }
  const open = commands.filter(({ isAllowed }) => !isAllowed);
  if (open.length === 0) {
    err.line(`${counted(commands.length, 'command')}, allowed already.`);
    return exitCodes.fine;
  }
  for (const { command } of open) {
    for (const line of consentLines(command)) err.line(line);
    err.line('sha256: ', ['strong', command.sha256]);
    err.line();
  }
  if (yes !== true) {
    if (terminal.ask === undefined) {
      err.line(
        ['bad', 'error'],
        ' there is no terminal to ask in. Add --yes to allow this, or set ASSAY_ALLOW_SCORERS to the sha256.',
      );
      return exitCodes.configuration;
    }
    const answer = await terminal.ask(`Allow ${counted(open.length, 'command')}? [y/N]`);
    if (!/^y(es)?$/i.test(answer.trim())) {
      err.line('Nothing was allowed.');
      return exitCodes.fine;
    }
  }
  for (const { command } of open) await engine.consents.allow(command);
  err.line(`Allowed ${counted(open.length, 'command')}.`);
  return exitCodes.fine;
}

const columns = [
  { title: 'id', width: 13 },
  { title: 'project', width: 34 },
  { title: 'command', width: 34 },
  { title: 'allowed', width: 19 },
] as const;

export async function scorerList(
  context: Context,
  { format }: ScorerListOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { engine } = await context.open();
  const consents = await engine.consents.list();
  if (format === 'json') out.json(plainJson({ version: 1, consents }, 2));
  else if (consents.length === 0) err.line('You have allowed no command.');
  else {
    const rows = consents.map(({ id, root, command, allowedAt }) => [
      id,
      root,
      commandText(command),
      allowedAt.slice(0, 16).replace('T', ' '),
    ]);
    out.text(tableText(columns, rows));
  }
  return exitCodes.fine;
}

export async function scorerRevoke(context: Context, id: string): Promise<ExitCode> {
  const { err } = context.terminal;
  const { engine } = await context.open();
  if (await engine.consents.revoke(id)) {
    err.line('Taken back. A run that is under way goes on.');
    return exitCodes.fine;
  }
  err.line(
    ['bad', 'error'],
    ` no consent, or more than one, has an id that starts with "${id}". Look it up with "assay scorer list".`,
  );
  return exitCodes.configuration;
}
