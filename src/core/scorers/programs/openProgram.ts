import { join } from 'node:path';
import type { Clock } from '../../ports.ts';
import { formatOf } from '../../formats/builtin.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { Consents } from '../consent/consents.ts';
import { commandText } from '../consent/commandText.ts';
import { readCommand, type ScorerCommand } from '../consent/scorerCommand.ts';
import type { ScorerSetup } from '../scorerSetup.ts';
import type { SettingsFault } from '../../metrics/settingsFault.ts';
import type { ProgramSource, Scorer } from '../scorer.ts';
import { childEnvironment } from './childEnvironment.ts';
import type { Child, ChildEars, ChildGroups } from './childGroups.ts';
import { findProgram } from './findProgram.ts';
import { ProgramScorer } from './programScorer.ts';

export interface ProgramPlace {
  readonly clock: Clock;
  readonly root: string;
  readonly purpose: 'run' | 'check';
  readonly setup: ScorerSetup;
  readonly groups: ChildGroups;
  readonly consents: Consents;
}

type Opened =
  | { readonly program: ProgramScorer; readonly scorer: Scorer }
  | { readonly faults: readonly SettingsFault[] }
  | { readonly unallowed: SettingsFault };

/** A program that may be run. It is started with the first measurement. */
export async function openProgram(
  place: ProgramPlace,
  source: ProgramSource,
  command: ScorerCommand,
): Promise<Opened> {
  const { clock, root, purpose, setup, consents } = place;
  const keys = setup.keyVariables();
  const key = source.env.findIndex((name) => keys.has(name));
  if (key !== -1) return { faults: [holdsKey(source.env[key] ?? '', key)] };
  if (purpose === 'run') {
    if (!setup.isTrusted()) return { faults: [untrusted] };
    if (!(await consents.allows(root, command))) return { unallowed: notAllowed(command) };
    const found = await programPath(place, source);
    if (found === undefined) return { faults: [notFound(source.command[0] ?? '')] };
  }
  const { timeoutMs, parallel } = source;
  const program = new ProgramScorer({
    clock,
    timeoutMs,
    parallel,
    start: (ears) => start(place, source, command, ears),
  });
  return {
    program,
    scorer: { inputs: command.files, score: (input) => program.score(input) },
  };
}

/** Looks at the files once more: those that were allowed are run, or none. */
async function start(
  place: ProgramPlace,
  source: ProgramSource,
  allowed: ScorerCommand,
  ears: ChildEars,
): Promise<Child | { readonly refusal: string }> {
  const { root, purpose, setup, groups } = place;
  if (purpose !== 'run' || !setup.isTrusted()) return { refusal: untrusted.message };
  const now = await readCommand(setup.disk, root, source);
  if (!('command' in now) || now.command.sha256 !== allowed.sha256) {
    return { refusal: 'the files of its program were changed after they had been allowed' };
  }
  const program = await programPath(place, source);
  if (program === undefined) return { refusal: `there is no program "${source.command[0] ?? ''}"` };
  return groups.start(
    {
      program,
      args: source.command.slice(1),
      cwd: join(root, allowed.folder),
      env: childEnvironment(setup.env, source.env, setup.platform),
    },
    ears,
  );
}

async function programPath(
  { root, setup }: ProgramPlace,
  { prompt, command }: ProgramSource,
): Promise<string | undefined> {
  const [name = ''] = command;
  // A virtual environment knows itself by the path that its Python is called by, links and all.
  if (name.includes('/')) return join(root, prompt, '..', name);
  return findProgram(setup.disk, name, setup.env, setup.platform);
}

function notAllowed(command: ScorerCommand): SettingsFault {
  const { prompt, sha256 } = command;
  const isPrompt = formatOf(prompt) !== undefined;
  return {
    code: 'scorer-not-allowed',
    path: ['command'],
    message: `it runs ${quoteFound(commandText(command.command))}, which you have not allowed with its files as they are now.`,
    next: isPrompt
      ? `Look at it, then run "assay scorer allow ${prompt}"; in CI set ASSAY_ALLOW_SCORERS=${sha256}.`
      : `Look at it, then set ASSAY_ALLOW_SCORERS=${sha256}, or write it into a prompt and allow that.`,
  };
}

function notFound(name: string): SettingsFault {
  return {
    code: 'scorer-program-missing',
    path: ['command', 0],
    message: `there is no program ${quoteFound(name)} on this machine.`,
    next: 'Install it, or name another one.',
  };
}

function holdsKey(name: string, index: number): SettingsFault {
  return {
    code: 'scorer-key',
    path: ['env', index],
    message: `the variable ${name} holds a key of a provider, and no scorer is given one.`,
    next: 'Remove it.',
  };
}

const untrusted: SettingsFault = {
  code: 'scorer-untrusted',
  path: [],
  message: 'it is a program of a folder that is not trusted, so it is not run.',
  next: 'Trust the folder first.',
};
