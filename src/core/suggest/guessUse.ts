import type { UseCase } from '../metrics/useCases.ts';
import type { Suggested } from './suggestion.ts';
import type { Traits } from './traits.ts';

type Guess = Suggested['useCases'][number];

/** What a prompt seems to be for, the surest first. */
export function guessUse(traits: Traits): readonly Guess[] {
  const guesses = new Map<UseCase, string>();
  for (const [useCase, why] of [...byCases(traits), ...byWords(traits)]) {
    if (!guesses.has(useCase)) guesses.set(useCase, why);
  }
  if (guesses.size === 0 && traits.expected?.kind === 'text') {
    guesses.set('question-answering', 'The cases expect texts.');
  }
  if (guesses.size === 0) guesses.set('chat', 'The cases expect nothing that is certain.');
  return Array.from(guesses, ([useCase, why]) => ({ useCase, why }));
}

type Found = readonly [UseCase, string];

function* byCases({ expected, format, columns, script, inputScript }: Traits): Generator<Found> {
  if (expected?.kind === 'calls') yield ['agents', 'The cases expect tool calls.'];
  if (expected?.kind === 'query') yield ['text-to-sql', 'The cases expect SQL.'];
  if (expected?.kind === 'labels') {
    const { length } = expected.labels;
    yield ['classification', `The cases expect one of ${length} texts, again and again.`];
  }
  if (expected?.kind === 'json') yield ['extraction', 'The cases expect JSON.'];
  if (expected?.kind === 'letter') yield ['question-answering', 'The cases expect a letter.'];
  if (expected?.kind === 'number') yield ['question-answering', 'The cases expect a number.'];
  if (format !== undefined && format.type !== 'text') {
    yield ['extraction', 'The prompt asks for JSON (`responseFormat`).'];
  }
  const context = contextColumn(columns);
  if (context !== undefined) yield ['retrieval', `The cases have a column "${context}".`];
  if (expected?.kind === 'text' && script !== undefined && inputScript !== undefined) {
    const differ = script !== inputScript;
    if (differ) yield ['translation', `The cases go from ${inputScript} to ${script} script.`];
  }
  if (columns.has('canary') || columns.has('protected') || columns.has('pair')) {
    yield ['safety', 'The cases have a column of a safety check.'];
  }
}

function* byWords({ words }: Traits): Generator<Found> {
  for (const [useCase, pattern] of patterns) {
    const found = pattern.exec(words)?.[0];
    if (found !== undefined) yield [useCase, `The prompt says "${found}".`];
  }
}

/** The column that holds what was retrieved. */
export function contextColumn(columns: ReadonlySet<string>): string | undefined {
  return ['context', 'contexts', 'chunks', 'passages', 'retrieved'].find((name) =>
    columns.has(name),
  );
}

const patterns: readonly (readonly [UseCase, RegExp])[] = [
  ['translation', /\b(?:translat\w{1,6}|übersetz\w{1,6})/],
  ['summarisation', /\b(?:summar\w{1,8}|zusammenfass\w{0,6}|tl;dr)/],
  ['text-to-sql', /\bsql\b/],
  [
    'code',
    /\b(?:javascript|typescript|python|source code|write (?:a )?(?:function|code|program))\b/,
  ],
  ['classification', /\b(?:classif\w{1,8}|categori[sz]\w{1,6}|sentiment|klassifizier\w{1,4})/],
  ['extraction', /\b(?:extract\w{0,6}|extrahier\w{0,4})/],
  ['agents', /\b(?:tool calls?|call the tool|available tools|function calling)\b/],
  ['chat', /\b(?:chatbot|customer (?:support|service)|helpful assistant|kundenservice)\b/],
];
