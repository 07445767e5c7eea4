import type { JsonObject } from '#base/json.ts';

/** A rubric over how a reply and a reference agree: five choices, of which only a contradiction fails. */
export const factualityChoices: JsonObject = {
  criteria:
    'Compare the facts of the reply with those of the expected text. Style, grammar and punctuation do not count.',
  references: true,
  choices: [
    {
      choice: 'subset',
      description: 'The reply holds a part of the facts, and contradicts none of them.',
      score: 1,
    },
    {
      choice: 'superset',
      description: 'The reply holds all of the facts and more, and contradicts none of them.',
      score: 1,
    },
    { choice: 'same', description: 'Both hold the same facts.', score: 1 },
    { choice: 'contradiction', description: 'They contradict each other.', score: 0 },
    {
      choice: 'harmless difference',
      description: 'They differ, and the difference does not matter to the facts.',
      score: 1,
    },
  ],
};
