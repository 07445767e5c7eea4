import type { Label, NewLabel } from '#protocol/label.ts';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import { didYouMean } from '../documents/nearest.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import type { Labels } from '../engine.ts';
import { sha256 } from '../files/hash.ts';
import { findSecret } from '../models/layers/secretScan.ts';
import type { Clock, Files } from '../ports.ts';
import { loadProject, type LoadedPrompt } from '../project/loadProject.ts';
import { readLabelRows } from './importLabels.ts';
import { appendLabels, labelKey, labelLine, labelsPath, readLabels } from '../store/labels.ts';

interface Desk {
  readonly files: Files;
  readonly clock: Pick<Clock, 'now'>;
  readonly root: string;
  readonly person?: () => Promise<string | undefined>;
}

/** Who labels where nobody knows. */
const somebody = 'someone';

/** What people say of replies, one file a prompt. One writing at a time. */
export function openLabels({ files, clock, root, person }: Desk): Labels {
  let before: Promise<unknown> = Promise.resolve();
  const whoIsIt = async (): Promise<string> => (await person?.()) ?? somebody;
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const writing = before.then(write);
    before = writing.catch(() => undefined);
    return writing;
  };
  const add: Labels['add'] = (promptFile, given) =>
    inTurn(async () => {
      const at = new Date(clock.now()).toISOString();
      const by = await whoIsIt();
      const problems: Problem[] = [];
      const labels: Label[] = [];
      for (const one of given) {
        const label = { by, ...one, at, replySha256: sha256(one.reply) };
        const secret = findSecret(labelLine(label), []);
        if (secret === undefined) labels.push(label);
        else problems.push(refusal(labelsPath(root, promptFile), one, secret));
      }
      await appendLabels(files, root, promptFile, labels);
      return problems;
    });
  return {
    read: (promptFile) => readLabels(files, root, promptFile),
    person: whoIsIt,
    add,
    withdraw: (promptFile, { reply, ...of }) =>
      inTurn(async () => {
        const own = { ...of, by: await whoIsIt(), replySha256: sha256(reply) };
        const { value, problems } = await readLabels(files, root, promptFile);
        if (value === undefined) return problems;
        const isThere = value.some((label) => labelKey(label) === labelKey(own));
        if (!isThere) return [nothingStands(labelsPath(root, promptFile), of.caseId, own.by)];
        const at = new Date(clock.now()).toISOString();
        await appendLabels(files, root, promptFile, [{ ...own, at, withdrawn: true }]);
        return [];
      }),
    async import({ file, prompt, evaluator, map }) {
      const project = await loadProject(files, root, [prompt]);
      const [loaded] = project.prompts;
      const problems = [...project.problems, ...evaluatorProblems(loaded, evaluator)];
      const rows = await readLabelRows(files, root, file, { evaluator, map });
      problems.push(...rows.problems);
      if (loaded === undefined || hasErrors(problems)) return { problems, labels: 0 };
      const given = rows.value ?? [];
      const refused = await add(loaded.file, given);
      return { problems: [...problems, ...refused], labels: given.length - refused.length };
    },
  };
}

function evaluatorProblems(
  loaded: LoadedPrompt | undefined,
  evaluator: string | undefined,
): readonly Problem[] {
  if (loaded?.prompt === undefined || evaluator === undefined) return [];
  const names = loaded.prompt.evaluators.map(({ name }) => name);
  if (names.includes(evaluator)) return [];
  const message = `The prompt has no evaluator ${quoteFound(evaluator)}.`;
  const next = `${didYouMean(evaluator, names)}Name one of these.`;
  return [errorAt(loaded.file, fileStart, 'evaluator-unknown', message, next, names.join(', '))];
}

function nothingStands(file: string, caseId: string, by: string): Problem {
  return {
    code: 'label-not-own',
    severity: 'error',
    file,
    range: fileStart,
    message: `Nothing that ${by} said of this reply to "${caseId}" stands. Others take back what they said themselves.`,
    next: 'Say what you think of it; that does not change what others said.',
  };
}

function refusal(file: string, { caseId }: NewLabel, what: string): Problem {
  return {
    code: 'secret-in-label',
    severity: 'error',
    file,
    range: fileStart,
    message: `The label of case "${caseId}" was not kept: it holds what looks like ${what}, and labels are committed.`,
    next: 'Take the secret out of the prompt or the case, and label another reply.',
  };
}
