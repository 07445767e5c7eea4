import type { Problem } from '#protocol/problem.ts';
import { codePointName, quoteFound, warningAt } from '../../documents/problems.ts';
import { makeSource } from '../../documents/source.ts';
import { filledTexts } from '../../prompts/filledTexts.ts';
import { messagesOf, type Prompt } from '../../prompts/prompt.ts';
import { offsetAt } from '../../authoring/offsets.ts';

/** Names that look like others: letters of two scripts in one word, and spaces that are none between words. */
export function checkLookalikes(prompt: Prompt, text: string | undefined): readonly Problem[] {
  const { file } = prompt;
  const problems: Problem[] = [];
  for (const { name, range } of namesIn(prompt)) {
    const odd = mixedLetter(name);
    if (odd !== undefined)
      problems.push(
        warningAt(
          file,
          range,
          'mixed-scripts',
          `${quoteFound(name)} mixes letters of two scripts: ${quoteFound(odd)} is ${codePointName(odd.codePointAt(0) ?? 0)}, and looks like another letter.`,
          'Write the name anew with the letters of one script.',
        ),
      );
  }
  if (text !== undefined) problems.push(...hardSpaces(prompt, text));
  return problems;
}

type Named = { readonly name: string; readonly range: Problem['range'] };

function* namesIn(prompt: Prompt): Generator<Named> {
  for (const { id, range } of prompt.models) yield { name: id, range };
  for (const { name, range } of prompt.evaluators) yield { name, range };
  const told = new Set<string>();
  for (const { values, source } of prompt.cases) {
    const start = { line: source.line, column: 1 };
    for (const name of Object.keys(values)) {
      if (told.has(name)) continue;
      told.add(name);
      if (source.file === prompt.file) yield { name, range: { start, end: start } };
    }
  }
  for (const { variables } of filledTexts(prompt)) yield* variables;
}

/** The letter of a word that is of another script than the word's first letters, where the two look alike. */
export function mixedLetter(name: string): string | undefined {
  for (const [word] of name.matchAll(/[\p{L}\p{M}]+/gu)) {
    const latin = /\p{Script=Latin}/u.test(word);
    const other = /[\p{Script=Cyrillic}\p{Script=Greek}]/u.exec(word);
    if (latin && other !== null) return other[0];
  }
  return undefined;
}

/** A space that does not break is right before French punctuation and in numbers; between two words of a prompt it is an accident. */
function hardSpaces(prompt: Prompt, text: string): readonly Problem[] {
  if (!hard.test(text)) return [];
  const source = makeSource(prompt.file, text);
  return messagesOf(prompt).flatMap(({ range }) => {
    const from = offsetAt(text, range.start);
    const within = text.slice(from, offsetAt(text, range.end));
    return Array.from(within.matchAll(accident), ({ 0: found, index }) => {
      const at = from + index;
      return warningAt(
        prompt.file,
        source.range(at, at + 1),
        'hard-space',
        `The space ${codePointName(found.codePointAt(0) ?? 0)} between two words looks like any other and is none.`,
        'Write a plain space.',
      );
    });
  });
}

const hard = /[\u00a0\u202f\u2007]/;
const accident = /(?<=[a-z{}])[\u00a0\u202f\u2007](?=[a-z{}])/gi;
