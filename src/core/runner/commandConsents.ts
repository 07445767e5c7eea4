import type { CommandConsents, FoundCommands } from '../engine.ts';
import { formatOf } from '../formats/builtin.ts';
import { process, type ProcessSettings } from '../metrics/process.ts';
import { readSettings } from '../metrics/settingsProblems.ts';
import { loadProject } from '../project/loadProject.ts';
import { projectPath } from '../project/projectPath.ts';
import { consentsOf } from '../scorers/openScorers.ts';
import { Consents } from '../scorers/consent/consents.ts';
import { readCommand, type ScorerCommand } from '../scorers/consent/scorerCommand.ts';
import type { EngineSetup } from './setup.ts';

export function openConsents(setup: EngineSetup): CommandConsents {
  const { ports, root, scorers } = setup;
  const { files: disk, clock } = ports;
  const consents =
    scorers === undefined
      ? new Consents({ disk, clock, folder: undefined, pinned: [] })
      : consentsOf(scorers, clock);
  return {
    find: (files) => findCommands(setup, consents, files),
    allow: (command) => consents.allow(root, command),
    list: () => consents.list(),
    revoke: (id) => consents.revoke(id),
  };
}

async function findCommands(
  { ports, root, scorers }: EngineSetup,
  consents: Consents,
  files: readonly string[],
): Promise<FoundCommands> {
  const prompts = files.filter((file) => formatOf(file) !== undefined);
  const others = files.filter((file) => formatOf(file) === undefined);
  const wanted = new Set(others.map((file) => projectPath(root, file)));
  const project = await loadProject(ports.files, root, others.length > 0 ? [] : prompts);
  const found = new Map<string, ScorerCommand>();
  for (const { file, prompt } of project.prompts) {
    for (const evaluator of prompt?.evaluators ?? []) {
      if (evaluator.uses !== process.kind) continue;
      const settings = readSettings(process, evaluator, file).value;
      if (settings === undefined) continue;
      const source = { ...(settings as ProcessSettings), prompt: file };
      const reading = await readCommand(scorers?.disk ?? ports.files, root, source);
      if ('command' in reading) found.set(reading.command.sha256, reading.command);
    }
  }
  const named = [...found.values()].filter(
    (one) => wanted.size === 0 || one.files.some(({ file }) => wanted.has(file)),
  );
  const commands = await Promise.all(
    named.map(async (command) => ({ command, isAllowed: await consents.allows(root, command) })),
  );
  return { commands, problems: project.problems };
}
