import { secretPatterns } from '#base/secretPatterns.ts';
import { fileStart, type Problem, type TextRange } from '#protocol/problem.ts';
import { errorAt, warningAt } from '../documents/problems.ts';
import { messagesOf, type Prompt, settingsFileOf } from './prompt.ts';
import { textsOf } from './printValue.ts';

/** Finds what looks like a key. In a case it may be made up on purpose, so that it is only a warning there. */
export function checkSecrets(prompt: Prompt): readonly Problem[] {
  const { file } = prompt;
  const places: (readonly [unknown, TextRange, string])[] = [
    [prompt.description ?? '', fileStart, file],
  ];
  for (const { content, range } of messagesOf(prompt)) places.push([content, range, file]);
  for (const { with: settings, range } of prompt.evaluators)
    places.push([settings, range, settingsFileOf(prompt)]);
  const problems: Problem[] = [];
  for (const [value, range, where] of places) {
    const kind = secretIn(value);
    if (kind !== undefined) problems.push(errorAt(where, range, code, found(kind), next));
  }
  for (const { values, source } of prompt.cases) {
    const kind = secretIn(values);
    const start = { line: source.line, column: 1 };
    if (kind !== undefined)
      problems.push(warningAt(source.file, { start, end: start }, code, found(kind), next));
  }
  return problems;
}

const code = 'secret-in-file';
const next = 'Move it to the keychain and rotate it: a key in a file has to be taken as known.';

/** Never shows the key. */
function found(kind: string): string {
  return `This looks like ${kind}.`;
}

function secretIn(value: unknown): string | undefined {
  for (const text of textsOf(value))
    for (const { pattern, what } of secretPatterns) if (pattern.test(text)) return what;
  return undefined;
}
