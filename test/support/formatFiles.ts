import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lintPrompt } from '#core/authoring/lintPrompt.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Reading } from '#core/documents/reading.ts';
import { formatOf } from '#core/formats/builtin.ts';
import type { OtherFiles } from '#core/formats/otherFiles.ts';
import { loadFormat, loadLanguages, readPrompt } from '#core/project/readPrompt.ts';
import { readWithOthers } from '#core/project/readWithOthers.ts';
import { readSuite } from '#core/project/suite.ts';
import { compileConversation } from '#core/prompts/conversation.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { JsonObject } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';

const files = nodeFiles(nodeClock);

/** Reads a prompt with all it refers to, as a run does. */
export async function readFileOf(root: string, file: string): Promise<Reading<Prompt>> {
  const bytes = await readFile(join(root, file));
  return (await readWithOthers(files, root, file, bytes, readPrompt)).reading;
}

/** Prompt files below a folder, by their path from it. */
export async function promptFilesIn(root: string): Promise<readonly string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter((name) => formatOf(name) !== undefined).toSorted();
}

/** Reads a text as a file of that name; `others` by their paths. */
export async function readTextAs(
  file: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Reading<Prompt>> {
  await loadFormat(file);
  const there: OtherFiles = {
    read: (name) => (Object.hasOwn(others, name) ? Buffer.from(others[name] ?? '') : undefined),
    list: () => [],
  };
  const reading = readPrompt(Buffer.from(text), file, there);
  await loadLanguages(reading.value);
  return reading;
}

/** What is sent for these values, as `role: text`. */
export function sent(prompt: Prompt | undefined, values: JsonObject): readonly string[] {
  const [variant] = prompt?.variants ?? [];
  if (variant === undefined) return ['no prompt'];
  const { messages, fault } = compileConversation(variant).render(values);
  if (fault !== undefined) return [`fault: ${fault}`];
  return messages.map(({ role, content }) => `${role}: ${content}`);
}

const suite = readSuite(Buffer.from('version: 1\n'), 'assay.yml').value;

/** What reader and lint say, without what they say of every prompt of a project without a catalogue. */
export function problemsOf({ value, problems }: Reading<Prompt>): readonly Problem[] {
  if (suite === undefined) throw new Error('The suite cannot be read.');
  const context = { catalogue: undefined, suite, today: '2026-11-30' };
  const linted = value === undefined ? [] : lintPrompt(value, context);
  const common = ['model-no-catalogue', 'no-evaluators', 'no-model'];
  return [...problems, ...linted].filter(({ code }) => !common.includes(code));
}
