import type { TextRange } from '#protocol/problem.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import { foldSentence, placeOf, sentencesOf, type Sentence } from '../messageText.ts';

/** Something that a prompt asks of a reply, in a form that can be recognised. */
export type Demand =
  | { readonly kind: 'json' | 'cite' | 'unknown' | 'must' }
  | {
      readonly kind: 'limit';
      readonly unit: LimitUnit;
      readonly most?: number;
      readonly least?: number;
    }
  | { readonly kind: 'one-of'; readonly options: readonly string[] }
  | { readonly kind: 'language'; readonly language: string }
  /** What must not be in the reply, as written. */
  | { readonly kind: 'never'; readonly what: string };

export type LimitUnit = 'words' | 'sentences' | 'characters' | 'items';

/** A demand with the sentence that makes it. */
export interface Requirement {
  readonly demand: Demand;
  /** As written, white space made single. */
  readonly text: string;
  readonly range: TextRange;
}

/** Every demand of the prompt's messages, each sentence once, in order. The first kind that fits is taken. */
export function requirementsOf(prompt: Prompt, text: string | undefined): readonly Requirement[] {
  const found = new Map<string, Requirement>();
  for (const variant of prompt.variants)
    for (const sentence of sentencesOf(variant)) {
      if (found.has(sentence.folded)) continue;
      const demand = demandIn(sentence);
      if (demand === undefined) continue;
      const { message, occurrence } = sentence;
      const range = placeOf(text, message, sentence.text, occurrence);
      found.set(sentence.folded, { demand, text: sentence.text, range });
    }
  return [...found.values()];
}

/** The demand of one sentence as it is written. */
export function demandOf(written: string): Demand | undefined {
  const text = written.replaceAll(/\s+/g, ' ').trim();
  return demandIn({ text, folded: foldSentence(text) });
}

function demandIn({ folded, text }: Pick<Sentence, 'folded' | 'text'>): Demand | undefined {
  return (
    unknown(folded) ??
    json(folded) ??
    limit(folded) ??
    oneOf(text) ??
    language(folded) ??
    cite(folded) ??
    never(text) ??
    must(folded)
  );
}

function unknown(text: string): Demand | undefined {
  const isConditional =
    /\bif (?:you (?:do not|don't|cannot|can't)|the (?:answer|information|context|text|document)s? (?:is|are|does|do|has|have)(?: not|n't)|it is not|unsure|unknown|not sure)\b/;
  return isConditional.test(text) &&
    /\b(?:say|answer|reply|respond|write|return|output)\b/.test(text)
    ? { kind: 'unknown' }
    : undefined;
}

function json(text: string): Demand | undefined {
  return /\b(?:only|just|nothing but|valid|as|in|with|a) (?:a |with |in |valid |raw |single )*json\b/.test(
    text,
  ) && /\b(?:answer|reply|respond|return|output|write|produce|give|only)\b/.test(text)
    ? { kind: 'json' }
    : undefined;
}

const units: readonly (readonly [LimitUnit, RegExp])[] = [
  ['words', /^words?$/],
  ['sentences', /^sentences?$/],
  ['characters', /^(?:characters?|letters?)$/],
  ['items', /^(?:items?|bullets?|bullet points?|points?|entries|lines?|steps?)$/],
];

function limit(text: string): Demand | undefined {
  const bound =
    /\b(at most|no more than|not more than|a maximum of|maximum of|max\.?|up to|under|fewer than|less than|at least|a minimum of|exactly|within|in) (\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten) (words?|sentences?|characters?|letters?|items?|bullets?|bullet points?|points?|entries|lines?|steps?)\b/.exec(
      text,
    );
  if (bound === null) return undefined;
  const [, how = '', digits = '', name = ''] = bound;
  const unit = units.find(([, pattern]) => pattern.test(name))?.[0];
  if (unit === undefined) return undefined;
  const count = numbers.get(digits) ?? Number(digits.replaceAll(',', ''));
  if (how === 'at least' || how === 'a minimum of') return { kind: 'limit', unit, least: count };
  const strict = how === 'fewer than' || how === 'less than' || how === 'under' ? 1 : 0;
  const both = how === 'exactly' ? { least: count } : {};
  return { kind: 'limit', unit, most: count - strict, ...both };
}

const numbers = new Map(
  ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map(
    (word, index) => [word, index + 1] as const,
  ),
);

function oneOf(text: string): Demand | undefined {
  const list =
    /\b(?:one of(?: the following| these)?(?: \w+)?|exactly one of)\s*:?\s+(.+?)(?:[.;]|$)/i.exec(
      text,
    )?.[1] ??
    /\b(?:answer|reply|respond)(?: only)? with (?:either )?((?:["'`]?[\w-]+["'`]?, )*["'`]?[\w-]+["'`]?,? or ["'`]?[\w-]+["'`]?)(?:[.;]|$| only)/i.exec(
      text,
    )?.[1];
  if (list === undefined || /\{\{/.test(list)) return undefined;
  // "one of these words and nothing else: a, b, c"
  const options = list
    .slice(list.lastIndexOf(':') + 1)
    .split(/,\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*\/\s*|\s*\|\s*/)
    .map((one) => one.replaceAll(/^["'`“”*]+|["'`“”*]+$/g, '').trim())
    .filter((one) => one !== '');
  // Longer ones are clauses, and no options.
  const areShort = options.every((one) => one.split(/\s+/).length <= 3);
  return options.length >= 2 && areShort ? { kind: 'one-of', options } : undefined;
}

function language(text: string): Demand | undefined {
  const match =
    /\b(?:answer|reply|respond|write|output)\b[^.]*?\bin (english|german|french|spanish|italian|portuguese|dutch|polish|japanese|chinese|korean|russian|turkish|arabic|hindi)\b/.exec(
      text,
    );
  return match?.[1] === undefined ? undefined : { kind: 'language', language: match[1] };
}

function cite(text: string): Demand | undefined {
  return /^(?:please )?(?:you must |always )?(?:cite|quote|name your sources?|give (?:your )?(?:sources?|citations?)|reference the)\b|\bwith (?:citations|sources)\b/.test(
    text,
  )
    ? { kind: 'cite' }
    : undefined;
}

function never(text: string): Demand | undefined {
  const match =
    /^(?:please )?(?:(?:you )?(?:must|should) (?:never|not)|never|do not|don't|avoid)\s+(.{3,})$/i.exec(
      text,
    );
  const what = match?.[1]?.replace(/[.!]+$/, '');
  return what === undefined ? undefined : { kind: 'never', what };
}

function must(text: string): Demand | undefined {
  return /^(?:you |the (?:reply|answer|response|output) |your (?:reply|answer|response) )?(?:must|always)\b/.test(
    text,
  )
    ? { kind: 'must' }
    : undefined;
}
