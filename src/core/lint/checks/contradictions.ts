import type { Sentence } from '../messageText.ts';

/** Two instructions that no reply can follow together. */
export interface Contradiction {
  readonly earlier: Sentence;
  readonly later: Sentence;
  /** A clause. */
  readonly why: string;
}

/**
 * Only pairs that are certain: a false alarm costs more than a miss. A sentence that says when it holds, or that is about
 * a part of the reply, is left out. `docs/lint.md` lists the pairs.
 */
export function contradictions(sentences: readonly Sentence[]): readonly Contradiction[] {
  const sayings = sentences.flatMap((sentence) =>
    conditional.test(sentence.folded)
      ? []
      : demandsIn(sentence.folded).map((demand) => ({ sentence, demand })),
  );
  const found: Contradiction[] = [];
  const told = new Set<Sentence>();
  for (const [place, { sentence: later, demand }] of sayings.entries()) {
    for (const { sentence: earlier, demand: other } of sayings.slice(0, place)) {
      const why = earlier === later ? undefined : clash(other, demand);
      if (why === undefined || told.has(later)) continue;
      told.add(later);
      found.push({ earlier, later, why });
    }
  }
  return found;
}

const conditional =
  /\b(?:if|when|whenever|unless|otherwise|except|in case|for each|for every|example|e\.g|either|depending|first|then|before|after|finally|instead of|rather than)\b/;

type Demand =
  | { readonly kind: 'json' | 'markdown' | 'prose' | 'one-word' | 'explain' | 'no-explain' }
  | { readonly kind: 'formal' | 'casual' }
  | {
      readonly kind: 'limit';
      readonly unit: string;
      readonly most?: number;
      readonly least?: number;
    }
  | { readonly kind: 'language'; readonly language: string };

function demandsIn(text: string): readonly Demand[] {
  const demands: Demand[] = [];
  for (const [kind, pattern] of plain) if (pattern.test(text)) demands.push({ kind });
  const limit = wholeReplyLimit(text);
  if (limit !== undefined) demands.push(limit);
  const language = languageOf(text);
  if (language !== undefined) demands.push({ kind: 'language', language });
  return demands;
}

const answer = '(?:answer|reply|respond|return|output|write|give|produce)';

const plain: readonly (readonly [
  Extract<
    Demand,
    {
      kind:
        | 'json'
        | 'markdown'
        | 'prose'
        | 'one-word'
        | 'explain'
        | 'no-explain'
        | 'formal'
        | 'casual';
    }
  >['kind'],
  RegExp,
])[] = [
  [
    'json',
    new RegExp(
      `^(?:please )?(?:you must )?(?:always |only )?${answer} (?:only |just |nothing but |with )*(?:with |in )?(?:a |an )?(?:single |valid |raw )*json\\b(?!.*\\bmarkdown)|^only (?:valid )?json\\b|\\b(?:only|nothing but) (?:valid |raw )?json\\b`,
    ),
  ],
  [
    'markdown',
    /^(?:please )?(?:always )?(?:use|format (?:it|your (?:answer|reply|response)) (?:as|in|with)|answer in|reply in|respond in|write in) (?:github )?markdown\b/,
  ],
  [
    'prose',
    new RegExp(
      `^(?:please )?(?:always )?${answer} (?:only )?in (?:plain text|prose|full sentences)\\b`,
    ),
  ],
  [
    'one-word',
    new RegExp(
      `^(?:please )?(?:always )?${answer} (?:only )?(?:with |in )?(?:exactly |only |just )?(?:one|a single|a) word\\b(?! (?:or|per|for))`,
    ),
  ],
  [
    'explain',
    /^(?:please )?(?:always )?(?:explain (?:your|step by step|why|the reason|how)|justify your|show your (?:work|reasoning|steps)|give (?:a reason|your reasons?|reasons)|describe your reasoning)\b/,
  ],
  [
    'no-explain',
    /^(?:please )?(?:do not|don't|never) (?:explain|justify|give (?:an? )?(?:explanation|reason))\b|^no explanations?\b/,
  ],
  [
    'formal',
    /^(?:please )?(?:always )?(?:be formal|use (?:a )?formal (?:tone|language|style)|write formally|keep (?:a|the) formal tone)\b/,
  ],
  [
    'casual',
    /^(?:please )?(?:always )?(?:be (?:casual|informal)|use (?:a|an)? ?(?:casual|informal) (?:tone|language|style)|write (?:casually|informally))\b/,
  ],
];

/** Of the reply as a whole: what limits a title or a summary in it names that. */
function wholeReplyLimit(text: string): Demand | undefined {
  const match = limitForm.exec(text);
  if (match === null) return undefined;
  const [, bound = '', digits = '', unit = ''] = match;
  const count = Number(digits.replaceAll(',', ''));
  return /least|minimum|more than/.test(bound) && !/no more than|not more than/.test(bound)
    ? { kind: 'limit', unit, least: count }
    : { kind: 'limit', unit, most: count };
}

const limitForm =
  /^(?:please )?(?:always )?(?:(?:answer|reply|respond)(?: (?:briefly|concisely))?(?: (?:in|with|using))?|your (?:answer|reply|response) (?:must|should|may) (?:have|be|contain|not exceed)|the (?:answer|reply|response) (?:must|should|may) (?:have|be|contain)|use|keep (?:it|your (?:answer|reply|response)|the (?:answer|reply|response)) (?:to|within)?|limit (?:it|your (?:answer|reply|response)|the (?:answer|reply|response)) to)? ?(at most|no more than|not more than|a maximum of|maximum|max|up to|under|fewer than|less than|at least|a minimum of|more than) (\d[\d,]*) (word|sentence|character|paragraph)s?(?: (?:long|in total))?$/;

function languageOf(text: string): string | undefined {
  if (/translat/.test(text)) return undefined;
  const match = languageForm.exec(text);
  return match?.[1];
}

const languageForm =
  /^(?:please )?(?:you must )?(?:always |only )?(?:answer|reply|respond|write(?: your (?:answer|reply))?) (?:only |always )?in (english|german|french|spanish|italian|portuguese|dutch|polish|japanese|chinese|korean|russian|turkish|arabic|hindi)(?: only)?$/;

function clash(a: Demand, b: Demand): string | undefined {
  if (a.kind === 'limit' && b.kind === 'limit') return limitClash(a, b);
  if (a.kind === 'language' && b.kind === 'language')
    return a.language === b.language ? undefined : 'these are two languages';
  return pairs.get(`${a.kind} ${b.kind}`) ?? pairs.get(`${b.kind} ${a.kind}`);
}

type Limit = Extract<Demand, { kind: 'limit' }>;

function limitClash(a: Limit, b: Limit): string | undefined {
  if (a.unit !== b.unit) return undefined;
  if (a.most !== undefined && b.most !== undefined)
    return a.most === b.most ? undefined : 'these are two limits for one reply';
  const most = a.most ?? b.most;
  const least = a.least ?? b.least;
  return most !== undefined && least !== undefined && least > most
    ? 'no reply is that long and that short'
    : undefined;
}

const pairs: ReadonlyMap<string, string> = new Map([
  ['json markdown', 'Markdown is not JSON'],
  ['json prose', 'plain text is not JSON'],
  ['json one-word', 'one word is no JSON object'],
  ['json explain', 'an explanation beside JSON is not JSON'],
  ['one-word explain', 'one word explains nothing'],
  ['no-explain explain', 'the one asks for what the other forbids'],
  ['formal casual', 'these are two tones'],
]);
