import type { Problem } from '#protocol/problem.ts';
import type { ModelVerdict } from '../../catalogue/policy.ts';
import { errorAt, hintAt, quoteFound, warningAt } from '../../documents/problems.ts';
import { keyPlace } from '../keyPlace.ts';
import type { Prompt, PromptVariant } from '../../prompts/prompt.ts';

interface ParameterKnowledge {
  readonly judgeModel: (id: string) => ModelVerdict;
  readonly defaultModels: readonly string[];
  readonly text?: string | undefined;
}

/** Parameters that a model does not take or that work against each other, and a format that its service would refuse. */
export function checkParameters(prompt: Prompt, knowledge: ParameterKnowledge): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const add = (problem: Problem): void => {
    problems.set(`${problem.code} ${problem.message}`, problem);
  };
  for (const variant of prompt.variants) {
    for (const problem of [
      ...twoWays(prompt, variant, knowledge.text),
      ...wordJson(prompt, variant, knowledge),
    ])
      add(problem);
    for (const problem of ofModels(prompt, variant, knowledge)) add(problem);
  }
  return [...problems.values()];
}

/** Far from what leaves the choice as it is. */
const narrowTopP = 0.9;
const wideTemperature = 0.3;

function twoWays(
  prompt: Prompt,
  variant: PromptVariant,
  text: string | undefined,
): readonly Problem[] {
  const { parameters, name } = variant;
  const { temperature, topP } = parameters;
  if (temperature === undefined || topP === undefined) return [];
  if (topP > narrowTopP || Math.abs(temperature - 1) < 1e-9 || temperature < wideTemperature)
    return [];
  return [
    hintAt(
      prompt.file,
      keyPlace(text, prompt, variant, 'modelParameters'),
      'parameters-both-set',
      `The variant ${quoteFound(name)} sets temperature ${temperature} and topP ${topP}: both narrow the choice of words, and what comes of it is hard to tell.`,
      'Change one of the two and leave the other out.',
    ),
  ];
}

function ofModels(
  { file, models }: Prompt,
  { parameters }: PromptVariant,
  { judgeModel }: ParameterKnowledge,
): readonly Problem[] {
  return models.flatMap(({ id, range }) => {
    const verdict = judgeModel(id);
    if (!verdict.allowed) return [];
    const { provider, limits } = verdict.entry;
    const problems: Problem[] = [];
    if (parameters.seed !== undefined && provider === 'anthropic')
      problems.push(
        warningAt(
          file,
          range,
          'parameter-not-sent',
          `The model ${quoteFound(id)} takes no \`seed\`, so that it is not sent: replies are not the same again.`,
          'Remove `seed`, or do not count on it.',
        ),
      );
    if ((parameters.temperature ?? 0) > 1 && provider === 'anthropic')
      problems.push(
        errorAt(
          file,
          range,
          'parameter-out-of-range',
          `The model ${quoteFound(id)} takes a temperature of at most 1, and this prompt sets ${String(parameters.temperature)}.`,
          'Lower it, or choose another model.',
          '0 to 1',
        ),
      );
    const most = limits?.maxOutputTokens;
    if (most !== undefined && (parameters.maxTokens ?? 0) > most)
      problems.push(
        errorAt(
          file,
          range,
          'output-limit-exceeded',
          `The model ${quoteFound(id)} replies with at most ${most} tokens, and this prompt asks for up to ${String(parameters.maxTokens)}.`,
          'Lower `maxTokens`, or choose another model.',
          `at most ${most}`,
        ),
      );
    return problems;
  });
}

/** OpenAI refuses `json_object` where no message has the word. */
function wordJson(
  { file, models }: Prompt,
  { responseFormat, messages }: PromptVariant,
  { judgeModel, defaultModels }: ParameterKnowledge,
): readonly Problem[] {
  if (responseFormat?.type !== 'json_object' || messages.length === 0) return [];
  if (messages.some(({ content }) => /json/i.test(content))) return [];
  const ids = models.length > 0 ? models.map(({ id }) => id) : defaultModels;
  const refuses = ids.find((id) => {
    const verdict = judgeModel(id);
    return verdict.allowed && verdict.entry.provider === 'openai';
  });
  const [message] = messages;
  if (message === undefined) return [];
  return [
    (refuses === undefined ? warningAt : errorAt)(
      file,
      message.range,
      'json-word-missing',
      refuses === undefined
        ? 'The reply is to be JSON, and no message says so; some services refuse that.'
        : `The reply is to be JSON, and no message has the word "JSON": the service of ${quoteFound(refuses)} refuses that.`,
      'Say in a message that the reply is JSON, and which keys it has.',
    ),
  ];
}
