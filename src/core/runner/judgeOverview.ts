import { labelledReplies, labelsHash } from '../calibration/labelledReplies.ts';
import type { JudgeOverview, KnownJudge } from '../engine.ts';
import { loadProject } from '../project/loadProject.ts';
import { readCalibration } from '../store/calibrations.ts';
import { readLabels } from '../store/labels.ts';
import { judgesOf } from './calibrationPlan.ts';
import { FoundProblems } from './foundProblems.ts';
import { judgeStates } from './judgeStates.ts';
import { defaultsOf, prepareJudging } from './judging.ts';
import type { EngineSetup } from './setup.ts';

/** Every judge of the project with its state. Asks nobody. */
export async function judgeOverview({ ports, root }: EngineSetup): Promise<JudgeOverview> {
  const { files, clock } = ports;
  const project = await loadProject(files, root, []);
  const found = new FoundProblems();
  found.add(project.problems);
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const prompts = project.prompts.flatMap(({ file, prompt }) =>
    prompt === undefined ? [] : [{ file, evaluators: judgesOf(prompt), all: prompt.evaluators }],
  );
  const judging = await prepareJudging(
    project.catalogue,
    prompts.map(({ file, evaluators }) => ({ file, prompt: { evaluators } })),
    defaultsOf(project.suite),
    today,
  );
  found.add(judging.problems);
  const judges: KnownJudge[] = [];
  for (const [place, { file, evaluators, all }] of prompts.entries()) {
    if (evaluators.length === 0) continue;
    const labels = await readLabels(files, root, file);
    found.add(labels.problems);
    const prepared = judging.evaluators[place] ?? [];
    const states = await judgeStates({ files, root }, file, evaluators, prepared, judging);
    for (const state of states) {
      const one = prepared.find(({ name }) => name === state.evaluator);
      const replies = labelledReplies(labels.value ?? [], state.evaluator, all.length === 1);
      const stored = await readCalibration(files, root, file, state.evaluator);
      const before = 'value' in stored ? stored.value : undefined;
      judges.push({
        prompt: file,
        evaluator: state.evaluator,
        kind: one?.metric.kind ?? '',
        models: one?.judges ?? [],
        state,
        labelled: replies.length,
        hasNewLabels: before !== undefined && before.labelsSha256 !== labelsHash(replies),
        ...(before === undefined ? {} : { calibratedAt: before.calibratedAt }),
      });
    }
  }
  return { problems: found.all, judges };
}
