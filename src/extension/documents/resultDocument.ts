import type { JsonValue } from '#base/json.ts';
import { detailLines } from '#core/report/detailLines.ts';
import { readPromptCopy } from '#core/project/readPrompt.ts';
import { compileConversation } from '#core/prompts/conversation.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { blocks, codeBlock, codeSpan, firstLines, timeText } from './markdown.ts';
import { replyFacts, scoreWords, trialWords } from './trialWords.ts';

/** One case as a run found it. */
export interface CaseOfRun {
  readonly manifest: RunManifest;
  /** Index into the manifest's prompts. */
  readonly prompt: number;
  readonly caseId: string;
  /** With the values it had then. Absent: the run's copy of its cases cannot be read. */
  readonly testCase: EvalCase | undefined;
  /** Of this case, on every candidate of the prompt. */
  readonly results: readonly TrialResult[];
}

/** More would make a document that no editor is quick with. */
const longestReplies = 1_000_000;
const mostTrials = 200;

/** One case's result on every candidate of a run, for reading. */
export async function resultDocument(found: CaseOfRun): Promise<string> {
  const { manifest, testCase, caseId } = found;
  const copy = manifest.prompts[found.prompt];
  const place =
    testCase === undefined
      ? "The run's copy of its cases cannot be read."
      : `Case ${codeSpan(`${testCase.source.file}:${testCase.source.line}`)}`;
  return `${blocks(
    `# ${codeSpan(caseId)}`,
    [
      `Prompt ${codeSpan(copy?.name ?? 'unknown')}, ${codeSpan(copy?.file ?? 'unknown')}  `,
      `${place}  `,
      `Run ${codeSpan(manifest.id)}, started ${timeText(manifest.startedAt)}`,
    ].join('\n'),
    overview(found),
    expectedPart(testCase?.expected),
    ...candidateParts(found),
    ...(await messageParts(found)),
  )}\n`;
}

/** What was expected, as people read it: text as it is, anything else as indented JSON. */
export function expectedText(expected: JsonValue): string {
  return typeof expected === 'string' ? expected : JSON.stringify(expected, undefined, 2);
}

function expectedPart(expected: JsonValue | undefined): string | undefined {
  if (expected === undefined) return undefined;
  return blocks('## Expected', codeBlock(expectedText(expected)));
}

/** The candidates of the case's prompt, each with its trials by repetition. */
function candidatesOf({ manifest, prompt, results }: CaseOfRun): readonly {
  readonly name: string;
  readonly variant: string;
  readonly trials: readonly TrialResult[];
}[] {
  return manifest.candidates.flatMap((candidate, index) => {
    if (candidate.prompt !== prompt) return [];
    const trials = results.filter((one) => one.candidate === index);
    return {
      name: `${codeSpan(candidate.model)}, variant ${codeSpan(candidate.variant)}`,
      variant: candidate.variant,
      trials: trials.toSorted((a, b) => a.repeat - b.repeat),
    };
  });
}

function overview(found: CaseOfRun): string {
  const lines = candidatesOf(found).map(({ name, trials }) => `- ${name}: ${outcomes(trials)}`);
  return lines.join('\n');
}

function outcomes(trials: readonly TrialResult[]): string {
  const [only] = trials;
  if (only === undefined) return 'No result';
  if (trials.length === 1) return trialWords(only);
  const words = [...new Set(trials.map(trialWords))];
  return words
    .slice(0, 5)
    .map((word) => `${trials.filter((one) => trialWords(one) === word).length} × ${word}`)
    .join('; ');
}

function candidateParts(found: CaseOfRun): readonly string[] {
  let room = longestReplies;
  let shown = 0;
  let left = 0;
  const parts: string[] = [];
  for (const { name, trials } of candidatesOf(found)) {
    parts.push(`## ${name}`);
    if (trials.length === 0) parts.push('No result: this case was not asked here, or not yet.');
    for (const trial of trials) {
      if (shown >= mostTrials || room <= 0) {
        left += 1;
        continue;
      }
      shown += 1;
      if (trials.length > 1) parts.push(`### Repetition ${trial.repeat + 1} of ${trials.length}`);
      parts.push(trialPart(trial, room));
      room -= trial.reply?.text.length ?? 0;
    }
  }
  if (left > 0) parts.push(`${left} more trials are not shown.`);
  return parts;
}

function trialPart(trial: TrialResult, room: number): string {
  const { reply, scores } = trial;
  const lines = firstLines(
    scores.map((score) => `- ${scoreWords(score)}`),
    100,
  );
  return blocks(
    `**${trialWords(trial)}**`,
    lines.join('\n'),
    ...detailParts(scores),
    ...(reply === undefined
      ? []
      : [`Reply, ${replyFacts(reply)}:`, codeBlock(reply.text, Math.min(200_000, room))]),
  );
}

/** More of one trial's details is not shown; the run's files have them all. */
const longestDetails = 40_000;

/** What scores were made from. It quotes models and cases, so that it is text and nothing else. */
function detailParts(scores: TrialResult['scores']): readonly string[] {
  return scores.slice(0, 100).flatMap(({ evaluator, details }) => {
    const lines = detailLines(details);
    if (lines.length === 0) return [];
    const text = lines.join('\n');
    return [`Details of ${codeSpan(evaluator)}:`, codeBlock(text, longestDetails)];
  });
}

/** From the run's own copies of prompt and case: what was sent, whatever the files say now. */
async function messageParts(found: CaseOfRun): Promise<readonly string[]> {
  const { manifest, testCase } = found;
  const copy = manifest.prompts[found.prompt];
  if (copy === undefined || testCase === undefined) return [];
  const { value } = await readPromptCopy(copy);
  const asked = new Set(candidatesOf(found).map(({ variant }) => variant));
  const variants = value?.variants.filter(({ name }) => asked.has(name)) ?? [];
  return variants.flatMap((variant) => [
    variants.length === 1 ? '## Messages' : `## Messages, variant ${codeSpan(variant.name)}`,
    ...compileConversation(variant)
      .render(testCase.values)
      .messages.flatMap(({ role, content }) => [`${role}:`, codeBlock(content)]),
  ]);
}
