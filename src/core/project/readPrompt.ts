import { fileStart, type Problem } from '#protocol/problem.ts';
import type { PromptCopy } from '#protocol/run.ts';
import type { Reading } from '../documents/reading.ts';
import { formatOf, promptNames } from '../formats/builtin.ts';
import { keptFiles, noOtherFiles, type OtherFiles } from '../formats/otherFiles.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { isLanguageLoaded, loadLanguage } from '../templates/builtin.ts';
import type { TemplateKind } from '../templates/language.ts';

/** Loads what reading and filling takes that is not there yet: the format of a file, the languages of a prompt. */
export async function loadFormat(file: string): Promise<void> {
  await formatOf(file)?.late?.load();
}

export async function loadLanguages(prompt: Prompt | undefined): Promise<void> {
  for (const kind of languagesOf(prompt)) await loadLanguage(kind);
}

/** Whether the file can be read, and what was read of it be filled, at once. */
export function isLoaded(file: string, prompt: Prompt | undefined): boolean {
  const format = formatOf(file);
  return format?.late?.isLoaded !== false && languagesOf(prompt).every(isLanguageLoaded);
}

function languagesOf(prompt: Prompt | undefined): readonly TemplateKind[] {
  return (prompt?.variants ?? []).flatMap(({ template }) =>
    template === undefined ? [] : [template.language],
  );
}

/** Reads a prompt in whatever format its name says. Whoever calls has loaded that format. */
export function readPrompt(
  bytes: Uint8Array,
  file: string,
  others: OtherFiles = noOtherFiles,
): Reading<Prompt> {
  const format = formatOf(file);
  if (format !== undefined) return format.read(bytes, file, others);
  const problem: Problem = {
    code: 'prompt-unknown-format',
    severity: 'error',
    file,
    range: fileStart,
    message: 'The name of this file belongs to no prompt format.',
    allowed: promptNames(),
    next: 'Rename the file, or name another one.',
  };
  return { value: undefined, problems: [problem] };
}

/** The prompt as it was when a run started, from the run's own copy of it and of the files it refers to. */
export async function readPromptCopy(copy: ReadableCopy): Promise<Reading<Prompt>> {
  await loadFormat(copy.file);
  const reading = readLoadedCopy(copy);
  await loadLanguages(reading.value);
  return reading;
}

/** The same at once, for who has loaded the format. */
export function readLoadedCopy({ file, text, others = {} }: ReadableCopy): Reading<Prompt> {
  const encoder = new TextEncoder();
  const kept = Object.entries(others).map(([name, one]): [string, Uint8Array] => [
    name,
    encoder.encode(one),
  ]);
  return readPrompt(encoder.encode(text), file, keptFiles(new Map(kept)));
}

type ReadableCopy = Pick<PromptCopy, 'file' | 'text' | 'others'>;
