import { verdictOn } from '#core/catalogue/policy.ts';
import type { Services } from '../services.ts';
import { today } from '../language/today.ts';

/** The approved models of a project that can be asked now, and those that only lack a key. */
export async function askableModels(
  { workspace, keys }: Pick<Services, 'workspace' | 'keys'>,
  root: string,
): Promise<{ readonly models: readonly string[]; readonly withoutKey: readonly string[] }> {
  const project = workspace.project(root);
  const models: string[] = [];
  const withoutKey: string[] = [];
  for (const { id, status, provider } of project?.catalogue?.models ?? []) {
    if (status !== 'approved' || !verdictOn(project?.catalogue, id, today()).allowed) continue;
    const { kind } = await keys.state(provider);
    const hasKey = kind === 'none-needed' || kind === 'stored' || kind === 'environment';
    // Recordings answer without a key.
    if (hasKey || project?.suite.recordings?.replay === true) models.push(id);
    else withoutKey.push(id);
  }
  return { models, withoutKey };
}
