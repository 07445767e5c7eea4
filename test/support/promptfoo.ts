import assert from 'node:assert/strict';
import { promptfooReader } from '#core/formats/promptfoo/read.ts';
import type { OtherFiles } from '#core/formats/otherFiles.ts';
import type { Reading } from '#core/documents/reading.ts';
import type { Prompt } from '#core/prompts/prompt.ts';

/** Reads a configuration, with files beside it. */
export function readConfig(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Reading<Prompt> {
  return promptfooReader.read(
    new TextEncoder().encode(text),
    'promptfooconfig.yaml',
    beside(files),
  );
}

export function beside(files: Readonly<Record<string, string>>): OtherFiles {
  const names = Object.keys(files);
  return {
    read: (file) =>
      Object.hasOwn(files, file) ? new TextEncoder().encode(files[file]) : undefined,
    list(folder) {
      const prefix = folder === '.' ? '' : `${folder}/`;
      const inside = names
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length).split('/', 1)[0] ?? '');
      return [...new Set(inside)].toSorted();
    },
  };
}

/** The prompt of a sound configuration. */
export function promptOf(text: string, files: Readonly<Record<string, string>> = {}): Prompt {
  const { value, problems } = readConfig(text, files);
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

/** A configuration of one prompt with these tests, as YAML. */
export function configOf(tests: string, more = ''): string {
  return `prompts: ["{{a}}"]\nproviders: [openai:chat:gpt-5-mini]\n${more}tests:\n${tests}`;
}
