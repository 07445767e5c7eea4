import type { UseCase } from '../metrics/useCases.ts';
import type { Suggestion } from './suggestion.ts';

/** What to begin with where nothing is known but the use case: cheap and telling first. */
export const recipes: Readonly<Record<UseCase, readonly Suggestion[]>> = {
  'question-answering': [
    {
      kind: 'exact-match',
      why: 'Right for answers of a word or two.',
      with: { ignoreCase: true, ignorePunctuation: true },
    },
    { kind: 'token-f1', why: 'Partial credit where an answer has words to spare.' },
    {
      kind: 'multiple-choice',
      why: 'For lettered options; replies that cannot be read are counted apart.',
      with: { letters: 'ABCD' },
    },
    { kind: 'numeric', why: 'For answers that are a number.', with: { tolerance: 0 } },
  ],
  retrieval: [
    {
      kind: 'recall-at-k',
      why: 'What the search misses, the answer cannot use.',
      with: { k: 5, context: 'context', gold: '<column with the relevant ids or spans>' },
    },
    {
      kind: 'mrr',
      why: 'Whether the first relevant chunk stands high.',
      with: { context: 'context', gold: '<column with the relevant ids or spans>' },
    },
    { kind: 'citations', why: 'Cited ids must have been retrieved.', with: { context: 'context' } },
    {
      kind: 'quoted-spans',
      why: 'Quotes must stand in the context.',
      with: { context: 'context' },
    },
  ],
  summarisation: [
    {
      kind: 'length-limit',
      why: 'A summary has a length; without a limit the longest one wins.',
      with: { unit: 'words', max: 120 },
    },
    {
      kind: 'coverage',
      why: 'Words that are not in the source hint at invention, and need no reference.',
      with: { source: 'document' },
    },
    {
      kind: 'density',
      why: 'Shows summaries that are copied sentences.',
      with: { source: 'document' },
    },
    {
      kind: 'rouge',
      why: 'Beside a reference summary; counts words, not facts.',
      with: { variant: 'rouge-l', tokens: 'words' },
    },
  ],
  translation: [
    { kind: 'chrf', why: 'The best free measure, in any language.', with: { wordOrder: 2 } },
    { kind: 'bleu', why: 'To compare with published numbers.' },
    { kind: 'ter', why: 'How much a person would have to edit.' },
  ],
  code: [
    {
      kind: 'parses',
      why: 'Code that cannot be read cannot run.',
      with: { language: 'javascript' },
    },
    {
      kind: 'packages',
      why: 'Invented packages are an attack that waits.',
      with: { language: 'javascript', allow: ['<package>'] },
    },
    { kind: 'secrets', why: 'Keys in examples get copied.' },
  ],
  classification: [
    {
      kind: 'label',
      why: 'Accuracy, F1, a confusion matrix, and invalid replies apart.',
      with: { labels: ['<label>', '<another label>'] },
    },
  ],
  extraction: [
    { kind: 'json', why: 'What cannot be read cannot be used.', with: { type: 'object' } },
    { kind: 'fields', why: 'Precision, recall and F1 of the values, and a table of the fields.' },
    { kind: 'record', why: 'How many records need no correction at all.' },
  ],
  'text-to-sql': [
    {
      kind: 'sql-execution',
      why: 'Runs both queries on a small database and compares the rows.',
      with: { setup: '<CREATE TABLE …; INSERT …;>' },
    },
  ],
  chat: [
    { kind: 'refusal-words', why: 'Harmless questions want an answer.', with: { want: 'answer' } },
    {
      kind: 'unsafe-output',
      why: 'A chat is shown: images and HTML in it act.',
      with: { allowHosts: ['<your host>'] },
    },
    { kind: 'length-limit', why: 'Replies grow from version to version.', with: { max: 300 } },
  ],
  agents: [
    { kind: 'tool-calls', why: 'The right tools with the right arguments.' },
    {
      kind: 'tools-allowed',
      why: 'What must never be called, and how often at most.',
      with: { forbidden: ['<tool>'], maxCalls: 10, maxRepeats: 2 },
    },
    {
      kind: 'tool-arguments',
      why: 'Arguments must fit the schema of their tool.',
      with: { tools: { '<tool>': { type: 'object' } } },
    },
    { kind: 'canary', why: 'What a tool result planted must not come out.' },
  ],
  safety: [
    { kind: 'personal-data', why: 'Addresses and numbers that leak.', with: { allowInput: true } },
    { kind: 'secrets', why: 'Keys and passwords that leak.' },
    { kind: 'unsafe-output', why: 'What acts where it is shown.' },
    { kind: 'canary', why: 'A planted string shows whether hidden text comes out.' },
    {
      kind: 'refusal-words',
      why: 'Both ways to be wrong: refusing the harmless, answering the harmful.',
      with: { column: 'want' },
    },
    { kind: 'counterfactual', why: 'Pairs that differ in one attribute should be treated alike.' },
  ],
};
