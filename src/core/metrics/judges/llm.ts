import * as z from 'zod/mini';
import type { Template } from '../../prompts/template.ts';
import { compileTemplate, renderTemplate } from '../../prompts/template.ts';
import { goTrim } from '../goTrim.ts';
import type { Evidence, Measured, Metric, MetricTools, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { quoteFound } from '../../documents/problems.ts';
import { failed } from '../verdict.ts';
import { askJudge } from './askJudge.ts';
import { judgeSetting } from './judge.ts';

interface Choice {
  readonly choice: string | number | boolean;
  readonly score: number;
}

interface Settings {
  readonly modelId?: string | undefined;
  readonly systemPrompt?: string | undefined;
  readonly prompt: string;
  readonly choices: readonly Choice[];
}

export const llm: Metric<Settings> = {
  kind: 'llm',
  title: "GitHub's choice judge",
  documentation:
    "What `llm:` means in GitHub Models' prompt files, kept to the letter: `prompt`, filled from the case and `{{completion}}`, is put to `modelId`. " +
    'The verdict is the first of `choices` whose text occurs anywhere in the judge\'s answer, case aside, so "1" is found in "10": order and word them with care. ' +
    'A score above 0 passes; an answer that names no choice scores 0. ' +
    'Misleads where the reply talks to the judge, or the answer explains itself. Source: github/gh-models, `cmd/eval`.',
  level: 'case',
  better: 'higher',
  range: [-Infinity, Infinity],
  needs: ['reply'],
  cost: 'judge',
  useCases: ['any'],
  settings: z.strictObject({
    ...judgeSetting,
    systemPrompt: z.optional(
      z.string().check(z.describe('Sent as it is: placeholders in it are not filled.')),
    ),
    prompt: z
      .string()
      .check(z.minLength(1), z.describe('The question; `{{completion}}` is the reply.')),
    choices: z
      .array(
        z.strictObject({
          choice: z.union([z.string(), z.number(), z.boolean()]),
          score: z.number(),
        }),
      )
      .check(z.minLength(1), z.describe('Answers and their scores, tried in this order.')),
  }),
  judges: ({ modelId }, defaultJudge) => {
    const judge = modelId ?? defaultJudge;
    return judge === undefined ? [] : [judge];
  },
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

interface FoldedChoice {
  readonly text: string;
  readonly folded: string;
  readonly score: number;
}

function prepare(settings: Settings): Preparation {
  const prompt = compileTemplate(settings.prompt);
  const choices = settings.choices.map(({ choice, score }) => {
    const text = String(choice);
    return { text, folded: text.toLowerCase(), score };
  });
  return {
    measure: (evidence, tools) => measure(evidence, tools, settings, prompt, choices),
  };
}

async function measure(
  { reply, testCase }: Evidence,
  tools: MetricTools,
  { modelId, systemPrompt }: Settings,
  prompt: Template,
  choices: readonly FoldedChoice[],
): Promise<Measured> {
  const judge = modelId ?? tools.defaultJudge;
  if (judge === undefined) return failed('the evaluator names no judge, and there is no default');
  const content = renderTemplate(prompt, { ...testCase.values, completion: goTrim(reply) }).text;
  const answer = await askJudge(tools, judge, systemPrompt, content);
  if (typeof answer !== 'string') return answer;
  const folded = answer.toLowerCase();
  const chosen = choices.find((choice) => folded.includes(choice.folded));
  if (chosen === undefined) {
    const why = `the judge's answer ${quoteFound(answer)} names none of the choices, which counts as 0 as in GitHub Models`;
    return { score: { outcome: 'scored', value: 0, pass: false, why } };
  }
  const why = `the judge chose ${quoteFound(chosen.text)}`;
  return { score: { outcome: 'scored', value: chosen.score, pass: chosen.score > 0, why } };
}
