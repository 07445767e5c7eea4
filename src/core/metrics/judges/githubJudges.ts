import type { Metric } from '../metric.ts';
import type { GithubJudgeSettings } from './githubJudge.ts';
import { githubJudge } from './githubJudge.ts';

export const similarity: Metric<GithubJudgeSettings> = githubJudge({
  kind: 'github/similarity',
  title: 'Similarity to the expected answer',
  rates: 'how far the reply says the same as the expected text, given the question',
  misleads: 'A reply that adds true facts may be rated down.',
  useCases: ['question-answering', 'summarisation'],
  instruction:
    'You compare an answer with a reference answer to the same question. ' +
    'Rate how far both say the same. Wording, order and length do not matter; facts that are missing, added or contradicted do.',
  ratings: [
    'they contradict each other or have nothing in common',
    'they share little, and most of the reference is missing or wrong',
    'they share the main point, and important facts are missing or wrong',
    'they say the same but for details',
    'they say the same',
  ],
  blocks: [
    ['question', 'question'],
    ['reference', 'expected'],
    ['answer', 'reply'],
  ],
});

export const coherence: Metric<GithubJudgeSettings> = githubJudge({
  kind: 'github/coherence',
  title: 'Coherence',
  rates: 'how well the sentences of the reply hang together as an answer to the question',
  misleads: 'A well-built wrong answer rates high.',
  useCases: ['question-answering', 'summarisation'],
  instruction:
    'You rate how well an answer hangs together: whether its sentences follow from each other, keep to one line of thought and add up to an answer to the question. ' +
    'Do not rate whether its facts are true.',
  ratings: [
    'unconnected words or sentences',
    'sentences that belong to the topic but not to each other',
    'a recognisable line of thought with gaps or jumps',
    'a clear line of thought with small lapses',
    'every sentence follows and serves the answer',
  ],
  blocks: [
    ['question', 'question'],
    ['answer', 'reply'],
  ],
});

export const fluency: Metric<GithubJudgeSettings> = githubJudge({
  kind: 'github/fluency',
  title: 'Fluency',
  rates: 'how well the reply is written as language',
  misleads: 'Says nothing of the content; lists and code tend to be rated down.',
  useCases: ['question-answering', 'summarisation', 'translation'],
  instruction:
    'You rate how well a text is written in its own language: grammar, choice of words, rhythm, ease of reading. ' +
    'Do not rate whether it is true or useful.',
  ratings: [
    'hardly understandable',
    'understandable with effort, many mistakes',
    'understandable, with mistakes or clumsy phrases',
    'well written, with rare slips',
    'as a skilled writer would put it',
  ],
  blocks: [['text', 'reply']],
});

export const relevance: Metric<GithubJudgeSettings> = githubJudge({
  kind: 'github/relevance',
  title: 'Relevance to the question',
  rates: 'how directly and completely the reply answers the question',
  misleads: 'The judge may not know whether the answer is true.',
  useCases: ['question-answering'],
  instruction:
    'You rate how well an answer meets its question: whether it is about what was asked, covers all of it and leaves out what was not asked.',
  ratings: [
    'not about the question, or no answer at all',
    'about the topic, and the question stays open',
    'answers a part of the question',
    'answers the question, with small gaps or digressions',
    'answers all of the question and nothing else',
  ],
  blocks: [
    ['question', 'question'],
    ['answer', 'reply'],
  ],
});

export const groundedness: Metric<GithubJudgeSettings> = githubJudge({
  kind: 'github/groundedness',
  title: 'Groundedness in the expected text',
  rates: 'how far the reply says only what the expected text supports, which serves as the context',
  misleads: 'A true statement that the context lacks counts as unsupported.',
  useCases: ['question-answering', 'retrieval'],
  instruction:
    'You check whether an answer to a question keeps to a given context. ' +
    'Rate how far every statement of the answer is supported by the context alone. What you know yourself does not count.',
  ratings: [
    'contradicts the context, or has nothing to do with it',
    'mostly without support in the context',
    'partly supported, with important statements that are not',
    'supported but for details',
    'every statement is supported',
  ],
  blocks: [
    ['question', 'question'],
    ['context', 'expected'],
    ['answer', 'reply'],
  ],
});
