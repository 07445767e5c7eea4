import type { Problem } from '#protocol/problem.ts';
import { quoteFound, warningAt } from '../../documents/problems.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import { placeOf, sentencesOf, type Sentence } from '../messageText.ts';
import { contradictions } from './contradictions.ts';

/** Instructions of one variant that stand there twice, or that no reply can follow together. */
export function checkInstructions(prompt: Prompt, text: string | undefined): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const variant of prompt.variants) {
    const sentences = sentencesOf(variant);
    for (const problem of [
      ...repeated(sentences, prompt.file, text),
      ...conflicting(sentences, prompt.file, text),
    ]) {
      const { line, column } = problem.range.start;
      problems.set(`${problem.code} ${line}:${column}`, problem);
    }
  }
  return [...problems.values()];
}

/** Short sentences and such as ask for nothing may well return. */
const fewestWords = 5;

function repeated(
  sentences: readonly Sentence[],
  file: string,
  text: string | undefined,
): readonly Problem[] {
  const first = new Map<string, Sentence>();
  return sentences.flatMap((sentence) => {
    const { folded, message, occurrence } = sentence;
    if (folded.split(' ').length < fewestWords || !asks.test(folded)) return [];
    const before = first.get(folded);
    if (before === undefined) {
      first.set(folded, sentence);
      return [];
    }
    const { line } = placeOf(text, before.message, before.text, before.occurrence).start;
    return [
      warningAt(
        file,
        placeOf(text, message, sentence.text, occurrence),
        'instruction-repeated',
        `${quoteFound(sentence.text)} stands in line ${line} already.`,
        'Remove one of the two; what is said twice is only paid for twice.',
      ),
    ];
  });
}

/** Words of an instruction; a line of data or of an example has none of them as a rule. */
const asks =
  /\b(?:must|never|always|don't|do not|only|should|shall)\b|^(?:please |you )?(?:answer|reply|respond|return|write|use|be|avoid|make|ensure|keep|give|cite|say|think|follow|include|output|explain|list)\b/;

function conflicting(
  sentences: readonly Sentence[],
  file: string,
  text: string | undefined,
): readonly Problem[] {
  return contradictions(sentences).map(({ earlier, later, why }) => {
    const place = placeOf(text, earlier.message, earlier.text, earlier.occurrence).start;
    return warningAt(
      file,
      placeOf(text, later.message, later.text, later.occurrence),
      'instruction-conflict',
      `${quoteFound(later.text)} goes against ${quoteFound(earlier.text)} in line ${place.line}: ${why}.`,
      'Keep the one that is meant, or say when each of them holds.',
    );
  });
}
