import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Reading } from '../documents/reading.ts';
import { formatOf } from '../formats/builtin.ts';
import type { Prompt } from '../prompts/prompt.ts';

/** Reads a prompt in whatever format its name says. */
export function readPrompt(bytes: Uint8Array, file: string): Reading<Prompt> {
  const format = formatOf(file);
  if (format !== undefined) return format.read(bytes, file);
  const problem: Problem = {
    code: 'prompt-unknown-format',
    severity: 'error',
    file,
    range: fileStart,
    message: 'The name of this file belongs to no prompt format.',
    allowed: 'Names that end in .prompt.yml or .prompt.yaml.',
    next: 'Rename the file, or name another one.',
  };
  return { value: undefined, problems: [problem] };
}
