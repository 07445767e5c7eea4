import { verdictOn } from '#core/catalogue/policy.ts';
import type { Project } from '../files/workspace.ts';
import type { KeyStore } from '../host/keyStore.ts';

/** The approved models of a project that can be asked on this day, and those that only lack a key. */
export async function askableModels(
  { catalogue, suite }: Pick<Project, 'catalogue' | 'suite'>,
  keys: Pick<KeyStore, 'state'>,
  today: string,
): Promise<{ readonly models: readonly string[]; readonly withoutKey: readonly string[] }> {
  const models: string[] = [];
  const withoutKey: string[] = [];
  for (const { id, status, provider } of catalogue?.models ?? []) {
    if (status !== 'approved' || !verdictOn(catalogue, id, today).allowed) continue;
    const { kind } = await keys.state(provider);
    const hasKey = kind === 'none-needed' || kind === 'stored' || kind === 'environment';
    // Recordings answer without a key.
    if (hasKey || suite.recordings?.replay === true) models.push(id);
    else withoutKey.push(id);
  }
  return { models, withoutKey };
}
