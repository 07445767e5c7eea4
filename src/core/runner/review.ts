import type { Problem } from '#protocol/problem.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { RunOptions } from '#protocol/run.ts';
import { lintPrompt } from '../authoring/lintPrompt.ts';
import { verdictOn } from '../catalogue/policy.ts';
import type { Reviewed, ReviewRequest } from '../engine.ts';
import { reviewPrompt } from '../lint/model/review.ts';
import { settle } from '../lint/settle.ts';
import { JudgeFault } from '../metrics/judges/putQuestion.ts';
import type { ModelError } from '../models/modelError.ts';
import { loadProject, type Project } from '../project/loadProject.ts';
import { findAccess, openModels } from './access.ts';
import { settlingOf } from './draft.ts';
import { JudgeMeter } from './judgeMeter.ts';
import { metricTools } from './metricTools.ts';
import type { EngineSetup } from './setup.ts';

/** One prompt after the other, within the budget; a failure that concerns more than one ends it. Nothing is stored. */
export async function review(
  setup: EngineSetup,
  { files, model, maxCostUsd, allowUnpriced = [] }: ReviewRequest,
  signal: AbortSignal,
): Promise<Reviewed> {
  const project = await loadProject(setup.ports.files, setup.root, files);
  const today = new Date(setup.ports.clock.now()).toISOString().slice(0, 10);
  const verdict = verdictOn(project.catalogue, model, today, 'chat');
  if (!verdict.allowed) return nothing(`${verdict.why} ${verdict.next}`);
  const { entry } = verdict;
  const options: RunOptions = {
    cache: 'on',
    recordings: 'off',
    keep: 'hash',
    allowUnpriced: [...allowUnpriced, ...project.suite.allowUnpriced],
    cases: [],
    tags: [],
    maxCostUsd,
  };
  const { access, problems: missing } = await findAccess(setup, [entry], options);
  const [first] = missing;
  if (first !== undefined) return nothing(`${first.message} ${first.next}`);
  const models = await openModels(setup, access, options, 0);
  const found: Problem[] = [];
  const notes: string[] = [];
  let prompts = 0;
  let dropped = 0;
  let broken: ModelError | undefined;
  const tools = metricTools({
    judges: new Map([[entry.id, models.run.open(entry, models.accessOf(entry), 'judges')]]),
    defaults: {},
    meter: new JudgeMeter(),
    repeat: 0,
    call: { signal, tell: () => {} },
    heard: () => {},
    broke: (error) => {
      broken ??= error;
    },
  });
  try {
    for (const { file, text, prompt } of project.prompts) {
      if (signal.aborted || broken !== undefined) break;
      // A prompt that cannot run, or holds a secret, is sent to nobody.
      if (prompt === undefined || isFaulty(project, file, prompt, today, text)) {
        notes.push(`${file} has errors, and was shown to no model.`);
        continue;
      }
      try {
        const one = await reviewPrompt(prompt, text, entry.id, tools);
        found.push(...one.problems);
        dropped += one.dropped;
        prompts += 1;
      } catch (error) {
        if (!(error instanceof JudgeFault)) throw error;
        notes.push(`${file} was not looked at: ${error.message}`);
      }
    }
  } finally {
    await models.finish();
  }
  const { problems } = settle(found, settlingOf(project));
  return { problems, notes, prompts, dropped, spentUsd: models.run.budget.spentUsd };
}

function isFaulty(
  { catalogue, suite, problems }: Project,
  file: string,
  prompt: Parameters<typeof lintPrompt>[0],
  today: string,
  text: string,
): boolean {
  const own = problems.filter((one) => one.file === file);
  // Which model a run would ask does not matter here.
  const linted = lintPrompt(prompt, { catalogue, suite, today, text }).filter(
    ({ code }) => !code.startsWith('model-') && code !== 'no-model',
  );
  return hasErrors([...own, ...linted]);
}

function nothing(why: string): Reviewed {
  return { problems: [], notes: [why], prompts: 0, dropped: 0, spentUsd: 0 };
}
