import * as z from 'zod/mini';
import type { Problem, TextRange } from '#protocol/problem.ts';
import { makeSource } from '../../documents/source.ts';
import { hintAt, showHidden } from '../../documents/problems.ts';
import { putQuestion } from '../../metrics/judges/putQuestion.ts';
import type { MetricTools } from '../../metrics/metric.ts';
import { placesIn } from '../../prompts/filledTexts.ts';
import { type MessageTemplate, messagesOf, type Prompt } from '../../prompts/prompt.ts';

/** What a model says of a prompt: hints that have a place, and how much had none. */
export interface Review {
  readonly problems: readonly Problem[];
  /** Findings whose words do not stand in the prompt. */
  readonly dropped: number;
}

/**
 * Asks a model what lint cannot tell by rules. The prompt is material between marks, whatever it says; an answer is
 * believed only as far as the words that it quotes stand in the prompt. Rejects with `JudgeFault`.
 */
export async function reviewPrompt(
  prompt: Prompt,
  text: string,
  model: string,
  tools: MetricTools,
): Promise<Review> {
  const messages = messagesOf(prompt);
  const { findings } = await putQuestion(tools, model, prompt.file, {
    task,
    texts: [
      ['prompt', messages.map(({ role, content }) => `${role}:\n${content}`).join('\n\n')],
      ['checks', checksOf(prompt)],
    ],
    shape,
  });
  const placed = findings.slice(0, mostFindings).map((finding): Problem | undefined => {
    const range = placeOf(finding.quote, messages, text);
    const isWhole =
      finding.kind !== 'contradiction' || placeOf(finding.other, messages, text) !== undefined;
    return range === undefined || !isWhole ? undefined : hintOf(finding, prompt.file, range);
  });
  const problems = placed.filter((one) => one !== undefined);
  return { problems, dropped: findings.length - problems.length };
}

const mostFindings = 20;

const task = [
  'You look through the instructions of a prompt that somebody wrote for a language model, and name what is wrong with them.',
  'Name three kinds of things, and nothing else: `contradiction`: two instructions that cannot both be followed; `ambiguity`: an instruction that two careful people would follow in different ways; `untested`: something that is demanded of the reply and that none of the checks looks at.',
  'Quote the words of the prompt exactly as they stand, as few as are enough to find them; of a contradiction quote the second instruction in `other`, which is empty otherwise. Say in one sentence why. Where nothing is wrong the list is empty.',
].join('\n');

const shape = z.object({
  findings: z
    .array(
      z.object({
        kind: z.enum(['contradiction', 'ambiguity', 'untested']),
        quote: z.string().check(z.maxLength(1000)),
        other: z.string().check(z.maxLength(1000)),
        why: z.string().check(z.minLength(1), z.maxLength(1000)),
      }),
    )
    .check(z.maxLength(200)),
});

type Finding = z.infer<typeof shape>['findings'][number];

/** What is asserted of replies, in short. */
function checksOf({ evaluators, cases }: Prompt): string {
  const asked = evaluators.map(({ name, uses, with: settings }) => ({ name, uses, settings }));
  const demanded = new Set(
    cases.flatMap(({ assertions }) => JSON.stringify(assertions?.assert ?? [])),
  );
  const lines = [...asked.map((one) => JSON.stringify(one)), ...demanded].filter(
    (one) => one !== '[]',
  );
  const expecting = cases.filter(({ expected }) => expected !== undefined).length;
  return [`${cases.length} cases, ${expecting} with an expected text.`, ...lines]
    .join('\n')
    .slice(0, mostOfChecks);
}

const mostOfChecks = 8000;
const shortestQuote = 4;

/** Where words stand in a prompt, to the letter. */
function placeOf(
  quote: string,
  messages: readonly MessageTemplate[],
  text: string,
): TextRange | undefined {
  const wanted = quote.trim();
  if (wanted.length < shortestQuote) return undefined;
  for (const message of messages) {
    const at = message.content.indexOf(wanted);
    if (at < 0) continue;
    if (message.isVerbatim) return placesIn(message)(at, at + wanted.length);
    return inFile(wanted, message, text) ?? message.range;
  }
  return undefined;
}

/** A text in YAML may be written in another way than it reads; then its whole place has to do. */
function inFile(wanted: string, { range }: MessageTemplate, text: string): TextRange | undefined {
  const source = makeSource('', text);
  const lines = text.split('\n');
  const start = lines.slice(0, range.start.line - 1).join('\n').length;
  const end = lines.slice(0, range.end.line).join('\n').length;
  const at = text.indexOf(wanted, start);
  return at < 0 || at + wanted.length > end ? undefined : source.range(at, at + wanted.length);
}

const words: Readonly<Record<Finding['kind'], readonly [says: string, next: string]>> = {
  contradiction: ['A model sees a contradiction', 'Keep one of the two, or say when each counts.'],
  ambiguity: ['A model sees two ways to read this', 'Say which is meant, if you see them too.'],
  untested: ['A model sees nothing that tests this', 'Add an evaluator or a case, if it matters.'],
};

function hintOf({ kind, other, why }: Finding, file: string, range: TextRange): Problem {
  const [says, next] = words[kind];
  const against = kind === 'contradiction' ? ` Against: "${showHidden(cut(other, 80))}".` : '';
  const sentence = showHidden(cut(why.trim(), 300));
  return hintAt(file, range, `model-${kind}`, `${says}: ${sentence}${against}`, next);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}
