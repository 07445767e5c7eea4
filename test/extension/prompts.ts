import type { AssayApi } from '#extension/compose.ts';
import type { SessionEnd } from '#extension/running/runSessions.ts';
import type { TrialResult } from '#protocol/trial.ts';

/** The one project of the window, and a prompt of it. */
export function promptNamed(
  { workspace }: AssayApi,
  name: string,
): { readonly root: string; readonly prompt: string } {
  for (const { root, prompts } of workspace.projects) {
    const found = prompts.find(({ file }) => file.endsWith(`${name}.prompt.yml`));
    if (found !== undefined) return { root, prompt: found.path };
  }
  throw new Error(`There is no prompt ${name}.`);
}

/** Runs cases of a prompt, as a lens over them would. */
export function runCases(
  api: AssayApi,
  name: string,
  ...cases: readonly string[]
): Promise<SessionEnd> {
  const { root, prompt } = promptNamed(api, name);
  return api.sessions.start({ target: { root, prompts: [prompt], cases }, origin: 'person' }).done;
}

/** The newest trials of a case. */
export function trialsOf(api: AssayApi, name: string, caseId: string): readonly TrialResult[] {
  const { prompt } = promptNamed(api, name);
  return api.results.ofCase(prompt, caseId).flatMap(({ trials }) => trials);
}
