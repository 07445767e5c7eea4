import { hasErrors, type Problem } from '#protocol/problem.ts';
import { knowledgeOf, metrics } from '../authoring/lintPrompt.ts';
import type { Coverage } from '../engine.ts';
import { checkGate, checkLintSettings } from '../lint/checks/suite.ts';
import { DeepLint } from '../lint/deepLint.ts';
import { RecordedRequests } from '../lint/recorded.ts';
import { settle } from '../lint/settle.ts';
import { loadRecordings } from '../models/layers/recordings.ts';
import { recordingsPath } from './access.ts';
import { FoundProblems } from './foundProblems.ts';
import { checkQuarantine } from './checkQuarantine.ts';
import { collect, makeDraft, settlingOf, type Draft } from './draft.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';

/** Every problem of the files as they stand; a prompt without a model is only a warning. */
export async function lint(
  setup: EngineSetup,
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  return (await lintCoverage(setup, files, signal)).problems;
}

/** The same, with what the prompts demand and what of it is tested. */
export async function lintCoverage(
  setup: EngineSetup,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Coverage> {
  const found = new FoundProblems();
  const request = { files, models: [], variants: [], cases: [], tags: [] };
  return withScorers(setup, 'check', async (scorers) => {
    const draft = await makeDraft(setup, request, scorers, found, signal);
    const { project, chosen } = draft;
    const { suite } = project;
    // What the project wants is applied to all of it at the end, when what silences nothing can be told too.
    found.settleBy((problems) => problems);
    found.add(checkLintSettings(suite));
    if (files.length === 0)
      found.add(
        checkGate(
          suite,
          chosen.map(({ prompt }) => prompt),
          metrics,
        ),
      );
    const deep = await deepLints(setup, draft);
    const quarantine = await checkQuarantine(setup, chosen, files.length === 0);
    await collect(
      setup,
      draft,
      found,
      (one) => {
        deep[one.prompt]?.take(one.testCase);
        quarantine.hear(one);
      },
      signal,
    );
    found.add(quarantine.problems());
    const prompts: Coverage['prompts'][number][] = [];
    for (const [place, one] of deep.entries()) {
      const { problems, requirements } = await one.finish();
      found.add(problems);
      prompts.push({ file: chosen[place]?.loaded.file ?? '', requirements });
    }
    const { problems, idle } = settle(found.all, settlingOf(project));
    // Half of the files cannot say what an entry for the other half is good for.
    const isWhole = files.length === 0 && !hasErrors(project.problems);
    const told = idle.filter(
      ({ file, code }) => isWhole || file !== suite.file || code !== 'suppression-unused',
    );
    return { problems: [...problems, ...told], prompts };
  });
}

async function deepLints(
  { ports, root, tokenizers }: EngineSetup,
  { project, chosen, today }: Draft,
): Promise<readonly DeepLint[]> {
  const { value } = await loadRecordings({
    files: ports.files,
    path: recordingsPath(root),
    keep: 'hash',
    knownKeys: () => [],
  });
  const recorded =
    value === undefined || value.size === 0 ? undefined : new RecordedRequests(value);
  return chosen.map(
    ({ prompt, loaded }) =>
      new DeepLint(prompt, {
        ...knowledgeOf({ ...project, today, text: loaded.text }),
        tokenizers,
        recorded,
      }),
  );
}
