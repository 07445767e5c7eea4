import { fileStart, type Problem } from '#protocol/problem.ts';
import type { PromptCopy } from '#protocol/run.ts';
import type { Reading } from '../documents/reading.ts';
import { formatOf, promptNames } from '../formats/builtin.ts';
import { keptFiles, noOtherFiles, type OtherFiles } from '../formats/otherFiles.ts';
import type { Prompt } from '../prompts/prompt.ts';

/** Reads a prompt in whatever format its name says. */
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
export function readPromptCopy({
  file,
  text,
  others = {},
}: Pick<PromptCopy, 'file' | 'text' | 'others'>): Reading<Prompt> {
  const encoder = new TextEncoder();
  const kept = Object.entries(others).map(([name, one]): [string, Uint8Array] => [
    name,
    encoder.encode(one),
  ]);
  return readPrompt(encoder.encode(text), file, keptFiles(new Map(kept)));
}
