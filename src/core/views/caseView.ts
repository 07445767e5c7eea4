import { done, failed, type Outcome } from '#base/rpc.ts';
import type { JsonValue } from '#base/json.ts';
import type { CaseRef, ShownText } from '#protocol/panel.ts';
import type { CaseDetail, RawExchange, RowOutcome, TrialDetail } from '#protocol/panelRun.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Message } from '#protocol/reply.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { verdictOf } from '../compare/compareCells.ts';
import type { Engine } from '../engine.ts';
import { FileError } from '../ports.ts';
import type { PromptVariant } from '../prompts/prompt.ts';
import { compileConversation } from '../prompts/conversation.ts';
import { cellKey } from '../store/cellKey.ts';
import { expectedText } from './caseTable.ts';
import { outcomeOf, stateWords } from './outcome.ts';
import type { PromptPart, RunBook } from './runBook.ts';
import type { RunShelf } from './runShelf.ts';
import type { Texts } from './texts.ts';

export interface CaseDesk {
  readonly engine: Pick<Engine, 'history' | 'baselines'>;
  readonly shelf: Pick<RunShelf, 'open'>;
  readonly texts: Texts;
}

/** Where a case of a run was found. */
export interface FoundCase {
  readonly book: RunBook;
  readonly part: PromptPart;
  readonly prompt: number;
  readonly row: number;
  /** As it was when the run started; absent where the run's copy is gone. */
  readonly testCase: EvalCase | undefined;
}

/** Finds a case of a run, with its values. */
export async function findCase(desk: CaseDesk, ref: CaseRef): Promise<Outcome<FoundCase>> {
  const book = await desk.shelf.open(ref.run);
  if (book === undefined) return failed('no-such-run', 'This run is not here any more.');
  const prompt = book.manifest.candidates[ref.candidate]?.prompt ?? -1;
  const part = book.parts[prompt];
  const row = part?.rows.indexOf(ref);
  if (part === undefined || row === undefined) {
    return failed('no-such-case', `The run has no case "${ref.caseId}" on this candidate.`);
  }
  const span = part.rows.plan.cases.spanOf(part.rows.caseOf(row));
  const found = span && (await reread(() => desk.engine.history.caseAt(book.run, span)));
  return done({ book, part, prompt, row, testCase: found?.testCase });
}

/** Everything that is known of one case on one candidate. */
export async function caseDetail(desk: CaseDesk, ref: CaseRef): Promise<Outcome<CaseDetail>> {
  const found = await findCase(desk, ref);
  if (!found.ok) return found;
  const { book, part, prompt, row, testCase } = found.value;
  const { texts } = desk;
  const trials = await resultsOf(desk, found.value, row);
  const baseline = await acceptedOf(desk, found.value);
  const label = part.rows.labelOf(row);
  const others: CaseDetail['others'][number][] = [];
  for (const { place, variant, model } of part.rows.plan.candidates) {
    const other = part.rows.indexOf({ caseId: ref.caseId, candidate: place });
    if (place === ref.candidate || other === undefined) continue;
    const reply = firstReply(await resultsOf(desk, found.value, other));
    others.push({
      candidate: place,
      prompt,
      variant,
      model,
      outcome: part.rows.outcomeOf(other),
      ...(reply !== undefined && { reply: texts.shown(reply) }),
    });
  }
  return done({
    run: book.manifest.id,
    prompt,
    caseId: ref.caseId,
    candidate: ref.candidate,
    source: testCase?.source ?? { file: book.manifest.prompts[prompt]?.file ?? '', line: 1 },
    values: testCase?.values ?? {},
    tags: part.rows.tagsOf(row),
    ...(testCase?.expected !== undefined && {
      expected: texts.shown(expectedText(testCase.expected)),
    }),
    messages: messagesOf(found.value).map(({ role, content }) => {
      return { role, content: texts.shown(content) };
    }),
    trials: trials.map((result) => trialDetail(result, texts)),
    ...(baseline !== undefined && { baseline }),
    others,
    ...(label !== undefined && { label }),
  });
}

/** One trial as the run kept it: what was asked, made again from the run's own copies, and the result as its journal has it. */
export async function rawExchange(
  desk: CaseDesk,
  ref: CaseRef & { readonly repeat: number },
): Promise<Outcome<RawExchange>> {
  const found = await findCase(desk, ref);
  if (!found.ok) return found;
  const { part, row, testCase } = found.value;
  const results = await resultsOf(desk, found.value, row);
  const result = results.find(({ repeat }) => repeat === ref.repeat);
  const variant = variantOf(found.value);
  const pretty = (value: unknown): ShownText =>
    desk.texts.shown(JSON.stringify(value, undefined, 2));
  const { model = '' } = part.rows.candidateOf(row) ?? {};
  return done({
    ...(variant !== undefined &&
      testCase !== undefined && {
        request: pretty({
          model,
          messages: messagesOf(found.value),
          parameters: variant.parameters,
          responseFormat: variant.responseFormat,
        }),
      }),
    ...(result?.reply !== undefined && { response: pretty(result.reply) }),
  });
}

/** The results of a row, in the order of their repetitions. */
export async function resultsOf(
  { engine }: Pick<CaseDesk, 'engine'>,
  { book, part: { rows } }: Pick<FoundCase, 'book' | 'part'>,
  row: number,
): Promise<readonly TrialResult[]> {
  const trials = rows.trialsOf(row);
  if (trials.some((trial) => rows.trials.placeOf(trial) === undefined)) {
    // They were heard, not read: now it is looked up where they, and all others so far, are written.
    await engine.history.results(book.run, (result, at) => book.take(result, at));
  }
  const found: TrialResult[] = [];
  for (const trial of trials) {
    const place = rows.trials.placeOf(trial);
    const result = place && (await reread(() => engine.history.resultAt(book.run, place)));
    if (result !== undefined) found.push(result);
  }
  return found;
}

async function reread<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    // Somebody deleted the run while it was shown: what is not there is not shown.
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

export function firstReply(results: readonly TrialResult[]): string | undefined {
  return results.find(({ reply }) => reply !== undefined)?.reply?.text;
}

function variantOf({ part, row }: FoundCase): PromptVariant | undefined {
  const name = part.rows.candidateOf(row)?.variant;
  return part.prompt?.variants.find((variant) => variant.name === name);
}

export function messagesOf(found: FoundCase): readonly Message[] {
  const variant = variantOf(found);
  if (variant === undefined) return [];
  const { messages } = compileConversation(variant).render(found.testCase?.values ?? {});
  return messages.map(({ role, content }) => ({ role, content }));
}

/** What was accepted of the case; the reply only as long as the run it came from is there. */
export async function acceptedOf(
  desk: CaseDesk,
  { book, part, prompt, row }: FoundCase,
): Promise<CaseDetail['baseline']> {
  const file = book.manifest.prompts[prompt]?.file ?? '';
  const candidate = part.rows.candidateOf(row);
  const stored = await desk.engine.baselines.read(file);
  if (candidate === undefined || !('value' in stored)) return undefined;
  const { variant, model } = candidate;
  const caseId = part.rows.plan.cases.idOf(part.rows.caseOf(row));
  const key = cellKey({ variant, model, caseId });
  const cell = stored.value.cells.find((one) => cellKey(one) === key);
  if (cell === undefined) return undefined;
  const outcome: RowOutcome = verdictOf(cell) ?? 'not scored';
  const reply = await acceptedReply(desk, stored.value.run, { file, variant, model, caseId });
  return { outcome, ...(reply !== undefined && { reply: desk.texts.shown(reply) }) };
}

async function acceptedReply(
  desk: CaseDesk,
  run: string,
  wanted: {
    readonly file: string;
    readonly variant: string;
    readonly model: string;
    readonly caseId: string;
  },
): Promise<string | undefined> {
  const book = await desk.shelf.open(run);
  const prompt = book?.manifest.prompts.findIndex(({ file }) => file === wanted.file) ?? -1;
  const part = book?.parts[prompt];
  const candidate = part?.rows.plan.candidates.find(
    ({ variant, model }) => variant === wanted.variant && model === wanted.model,
  );
  if (book === undefined || part === undefined || candidate === undefined) return undefined;
  const row = part.rows.indexOf({ caseId: wanted.caseId, candidate: candidate.place });
  return row === undefined ? undefined : firstReply(await resultsOf(desk, { book, part }, row));
}

function trialDetail(result: TrialResult, texts: Texts): TrialDetail {
  const { repeat, state, reply, failure, scores, attempts } = result;
  const { inputTokens, outputTokens } = reply?.usage ?? {};
  const costUsd = reply?.costUsd ?? result.costUsd;
  const ended =
    failure ?? (reply === undefined ? { code: state, message: stateWords(state) } : undefined);
  return {
    repeat,
    state,
    outcome: outcomeOf([result]),
    ...(reply !== undefined && { reply: texts.shown(reply.text) }),
    ...(ended !== undefined && { failure: { code: ended.code, message: ended.message } }),
    scores: scores.map(({ evaluator, score, statistic }) => ({
      evaluator,
      score,
      ...(statistic !== undefined && { detail: texts.shown(indented(statistic)) }),
    })),
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(costUsd !== undefined && { costUsd }),
    ...(reply?.latencyMs !== undefined && { latencyMs: reply.latencyMs }),
    ...(reply?.source !== undefined && { source: reply.source }),
    attempts,
  };
}

function indented(value: JsonValue): string {
  return JSON.stringify(value, undefined, 2);
}
