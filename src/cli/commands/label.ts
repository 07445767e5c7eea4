import { plainField } from '#base/plainText.ts';
import { labelQueue, type ToLabel } from '#core/calibration/labelQueue.ts';
import type { Label, NewLabel } from '#protocol/label.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';
import type { Echo } from '../terminal/echo.ts';
import { findRun } from './findRun.ts';

export interface LabelOptions {
  readonly evaluator?: string;
  readonly sample: number;
}

/** Asks a person about replies of a run, one by one. Each answer is on disk before the next question. */
export async function labelCommand(
  context: Context,
  id: string,
  { evaluator, sample }: LabelOptions,
): Promise<ExitCode> {
  const { out, err, ask } = context.terminal;
  const refuse = (text: string): ExitCode => {
    err.line(['bad', 'error'], ` ${text}`);
    return exitCodes.configuration;
  };
  if (ask === undefined) {
    return refuse('labelling needs a terminal. Labels made elsewhere: "assay label import".');
  }
  const { engine } = await context.open();
  const found = await findRun({ engine }, id);
  if ('refusal' in found) return refuse(found.refusal);
  const { run } = found;
  if (!('value' in run.manifest)) return refuse(run.manifest.message);
  const manifest = run.manifest.value;
  const known = await ownLabels(
    engine,
    manifest.prompts.map(({ file }) => file),
  );
  const queue = await labelQueue(engine.history, run, manifest, {
    evaluator,
    size: sample,
    known: (prompt) => known.get(prompt) ?? [],
  });
  if (queue.length === 0) return refuse(nothingLeft(evaluator));
  err.line('p: passes, f: fails, s: skip, q: end. What the judge says is not shown.');
  let labelled = 0;
  for (const [place, one] of queue.entries()) {
    out.line();
    out.line(['strong', `${place + 1} of ${queue.length}`], `  ${plainField(one.testCase.id, 80)}`);
    showReply(out, one);
    const verdict = await askVerdict(ask, evaluator);
    if (verdict === 'end') break;
    if (verdict === 'skip') continue;
    const comment = (await ask('Comment (may be empty):')).trim();
    const problems = await engine.labels.add(one.prompt, [
      labelOf(one, verdict, evaluator, comment, run.id),
    ]);
    showProblems(err, problems);
    labelled += problems.length === 0 ? 1 : 0;
  }
  err.line(`${labelled} labelled.`);
  const [prompt] = new Set(queue.map((one) => one.prompt));
  if (prompt !== undefined) err.line('Then: ', ['strong', `assay judge calibrate ${prompt}`]);
  return exitCodes.fine;
}

/** What the person at work has said already, by prompt. */
async function ownLabels(
  { labels }: App['engine'],
  prompts: readonly string[],
): Promise<ReadonlyMap<string, readonly Label[]>> {
  const person = await labels.person();
  const own = new Map<string, readonly Label[]>();
  for (const prompt of prompts) {
    const { value = [] } = await labels.read(prompt);
    own.set(
      prompt,
      value.filter(({ by }) => by === person),
    );
  }
  return own;
}

function nothingLeft(evaluator: string | undefined): string {
  return evaluator === undefined
    ? 'the run has no reply with a verdict that you have not labelled.'
    : `the run has no reply with a verdict of "${evaluator}" that you have not labelled.`;
}

function showReply(out: Echo, { testCase, reply }: ToLabel): void {
  for (const [name, value] of Object.entries(testCase.values)) {
    if (name === 'id' || name === 'tags') continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    out.line(['faint', `${plainField(name, 60)}: `], text);
  }
  out.line(['strong', 'Reply']);
  out.text(reply === '' ? '(empty)' : reply);
}

async function askVerdict(
  ask: (question: string) => Promise<string>,
  evaluator: string | undefined,
): Promise<'pass' | 'fail' | 'skip' | 'end'> {
  const about = evaluator === undefined ? '' : `${plainField(evaluator, 60)}: `;
  for (;;) {
    const answer = (await ask(`${about}p/f/s/q?`)).trim().toLowerCase();
    const verdict = answers.get(answer);
    if (verdict !== undefined) return verdict;
  }
}

const answers: ReadonlyMap<string, 'pass' | 'fail' | 'skip' | 'end'> = new Map([
  ['p', 'pass'],
  ['f', 'fail'],
  ['s', 'skip'],
  ['q', 'end'],
]);

function labelOf(
  { testCase, reply, trial }: ToLabel,
  verdict: 'pass' | 'fail',
  evaluator: string | undefined,
  comment: string,
  run: string,
): NewLabel {
  return {
    caseId: testCase.id,
    reply,
    verdict,
    run,
    trial,
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(comment === '' ? {} : { comment }),
  };
}
