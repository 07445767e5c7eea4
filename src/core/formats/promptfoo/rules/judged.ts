import type { JsonObject } from '#base/json.ts';
import { isDeepStrictEqual } from 'node:util';
import { isList } from '../../../prompts/printValue.ts';
import { factualityChoices } from '../factuality.ts';
import { type BothWays, type Given, type Made, type Mapped, missing, textIn } from './rule.ts';
import { expecting } from './texts.ts';

const judged =
  (uses: string, make: (given: Given) => JsonObject | Mapped): BothWays['map'] =>
  (given) => {
    const settings = make(given);
    if ('fault' in settings || 'left' in settings) return settings as Mapped;
    const modelId = given.model === undefined ? {} : { modelId: given.model };
    return { uses, with: { ...(settings as JsonObject), ...modelId }, asks: 'judge' };
  };

const criteria = ({ value }: Given): JsonObject | Mapped => {
  const found = typeof value === 'object' ? JSON.stringify(value) : textIn(value);
  return found === undefined || found === '' ? missing('what is asked for') : { criteria: found };
};

export const rubric: BothWays = {
  map(given) {
    const { threshold } = given;
    const mapped = judged('rubric', criteria)(given);
    return 'uses' in mapped && threshold !== undefined ? { ...mapped, threshold } : mapped;
  },
  back: ({ uses, with: settings, threshold }) =>
    uses === 'rubric' ? { value: settings['criteria'], threshold } : undefined,
  near: ['samples', 'choices', 'references'],
  takesRubricPrompt: true,
};

export const factuality: BothWays = {
  map(given) {
    const expected = textIn(given.value);
    if (expected === undefined || expected === '') return missing('a reference');
    const mapped = judged('rubric', () => factualityChoices)(given);
    // Every choice that agrees in some way passes.
    return 'uses' in mapped ? { ...mapped, expected, threshold: given.threshold ?? 1 } : mapped;
  },
  back({ uses, with: settings, expected, threshold }) {
    const isThis =
      uses === 'rubric' && isDeepStrictEqual(settings['choices'], factualityChoices['choices']);
    return isThis ? { value: expected, threshold } : undefined;
  },
};

export const gEval: BothWays = {
  map(given) {
    const list = given.value !== undefined && isList(given.value) ? given.value : [given.value];
    const all = list.map((one) => textIn(one) ?? '').join('\n');
    const mapped = judged('g-eval', () => (all === '' ? missing('criteria') : { criteria: all }))(
      given,
    );
    return 'uses' in mapped ? { ...mapped, threshold: given.threshold ?? 0.7 } : mapped;
  },
  back: ({ uses, with: settings, threshold }) =>
    uses === 'g-eval' ? { value: settings['criteria'], threshold } : undefined,
  near: ['samples', 'steps'],
};

/** A judge's share from 0 to 1 that a threshold decides about. */
export const share = (uses: string, usual: number, wantsValue: boolean): BothWays => ({
  map(given) {
    const { threshold = usual, value } = given;
    const mapped = judged(uses, () => ({}))(given);
    if (!('uses' in mapped)) return mapped;
    const found = textIn(value);
    if (wantsValue && (found === undefined || found === '')) return missing('a text');
    return {
      ...mapped,
      threshold,
      ...(wantsValue && found !== undefined ? { expected: found } : {}),
    };
  },
  back(made) {
    if (made.uses !== uses) return undefined;
    return { ...(wantsValue ? { value: made.expected } : {}), threshold: made.threshold };
  },
});

/** It needs an embedding model too. */
export const relevance: BothWays = {
  ...share('answer-relevancy', 0, false),
  map(given) {
    const mapped = share('answer-relevancy', 0, false).map(given);
    return 'uses' in mapped ? { ...mapped, asks: 'both' } : mapped;
  },
};

const embedded = expecting('semantic-similarity', 0.75);

export const similar: BothWays = {
  ...embedded,
  map(given) {
    const mapped = embedded.map(given);
    if (!('uses' in mapped)) return mapped;
    const model = given.model === undefined ? {} : { modelId: given.model };
    return { ...mapped, with: model, asks: 'embedding' };
  },
};

const hundredth = expecting('bleu', 0.5, { lowercase: true, tokenizer: 'none' }, [
  'lowercase',
  'tokenizer',
]);

/** From 0 to 1 there, to 100 here. */
export const bleu: BothWays = {
  ...hundredth,
  map(given) {
    const mapped = hundredth.map(given);
    return 'threshold' in mapped && mapped.threshold !== undefined
      ? { ...mapped, threshold: mapped.threshold * 100 }
      : mapped;
  },
  back({ threshold, ...made }: Made) {
    const least = threshold === undefined ? undefined : threshold / 100;
    return hundredth.back?.({ ...made, threshold: least });
  },
};

export const refusal: BothWays = {
  map: () => ({ uses: 'refusal-words', with: { want: 'refusal' } }),
  back: ({ uses }) => (uses === 'refusal-words' ? {} : undefined),
};
