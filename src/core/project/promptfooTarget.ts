import { join, posix } from 'node:path';
import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { readCatalogue } from '../catalogue/read.ts';
import { errorAt } from '../documents/problems.ts';
import { writeConfig } from '../formats/promptfoo/write/config.ts';
import type { ModelNames } from '../formats/promptfoo/write/writing.ts';
import { patchedYaml } from '../formats/yamlPatch.ts';
import type { Files } from '../ports.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { catalogueFile } from './findRoot.ts';
import { casesOf } from './casesOf.ts';
import type { ExportTargets } from './exportTargets.ts';

/** Nobody looks through more tests than this in a configuration; a dataset of that size stays one. */
const mostTests = 20_000;

/** A configuration of promptfoo, with the cases of the prompt's datasets, and with models as their providers call them. */
export async function promptfooTargets(
  files: Files,
  root: string,
  prompt: Prompt,
  output: string,
  signal: AbortSignal,
): Promise<ExportTargets> {
  const problems: Problem[] = [];
  const cases = await casesIn(files, root, prompt, problems, signal);
  const names = await modelNames(files, root);
  const { document, tests, losses } = writeConfig(prompt, cases, output, names);
  const own = { file: output, text: (before: string) => patchedYaml(before, document) };
  if (tests === undefined) return { targets: [own], losses, problems };
  const file = posix.join(posix.dirname(output), tests.file);
  return { targets: [own, { file, text: () => tests.text }], losses, problems };
}

/** Without a catalogue ids mean what they say. */
async function modelNames(files: Files, root: string): Promise<ModelNames> {
  const path = join(root, catalogueFile);
  if ((await files.stat(path)) === undefined) return new Map();
  const { value } = readCatalogue(await files.read(path, largestCatalogue), catalogueFile);
  return new Map(value?.models.map((model) => [model.id, model]));
}

const largestCatalogue = 1024 * 1024;

async function casesIn(
  files: Files,
  root: string,
  prompt: Prompt,
  problems: Problem[],
  signal: AbortSignal,
): Promise<readonly EvalCase[]> {
  const found: EvalCase[] = [];
  const tell = (problem: Problem): void => {
    problems.push(problem);
  };
  for await (const { cases } of casesOf({ files, root }, prompt, prompt, tell, signal)) {
    found.push(...cases);
    if (found.length <= mostTests) continue;
    const message = 'The prompt has more cases than a configuration is written with.';
    const next = 'Export it without that dataset, and name a file of tests in the configuration.';
    problems.push(
      errorAt(prompt.file, fileStart, 'export-too-long', message, next, `at most ${mostTests}`),
    );
    return [];
  }
  return found;
}
