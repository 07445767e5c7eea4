import { plainField } from '#base/plainText.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import type { Tier } from '#core/project/tiers.ts';
import type { Project } from '../files/workspace.ts';
import type { KeyStore } from '../host/keyStore.ts';
import { moneyText } from '../running/outcomeText.ts';

export interface TierChoice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly tier: string;
}

type TierProject = Pick<Project, 'catalogue' | 'suite' | 'prompts'>;

/** A tier as a list offers it: what it does, with which cases, and what it takes. `perRunUsd`: the person's own limit. */
export async function tierChoice(
  project: TierProject,
  tier: Tier,
  keys: Pick<KeyStore, 'state'>,
  { perRunUsd, today }: { readonly perRunUsd: number; readonly today: string },
): Promise<TierChoice> {
  const { name, level } = tier;
  const takes = await takesOf(project, tier, keys, perRunUsd, today);
  const safety = tier.safety ? ', nothing is quarantined' : '';
  return {
    label: name,
    description: `level ${level}${safety}`,
    detail: [doesOf(tier), casesOf(project, tier), takes].join(' · '),
    tier: name,
  };
}

function doesOf({ level, recordings, judges }: Tier): string {
  if (level === 0) return 'checks and renders, asks nobody';
  const scored = judges ? '' : ', without judges';
  return `${doings[recordings ?? 'off']}${scored}`;
}

const doings: Readonly<Record<Exclude<Tier['recordings'], undefined>, string>> = {
  replay: 'scores recorded replies',
  complete: 'scores recorded replies, and asks for those that are missing',
  record: 'asks models and records their replies',
  off: 'asks models',
};

function casesOf({ prompts }: TierProject, { sample, tags, repeats = 1 }: Tier): string {
  const count = prompts.length === 1 ? '1 prompt' : `${prompts.length} prompts`;
  const tagged = tags === undefined ? '' : `, cases tagged ${plainField(tags.join(' or '), 60)}`;
  const drawn = sample === undefined ? '' : `, at most ${sample} cases of each`;
  return `${count}${tagged}${drawn}${repeats > 1 ? `, ${repeats} times` : ''}`;
}

async function takesOf(
  project: TierProject,
  tier: Tier,
  keys: Pick<KeyStore, 'state'>,
  perRunUsd: number,
  today: string,
): Promise<string> {
  // What judges said was recorded too.
  if (tier.level === 0 || tier.recordings === 'replay') return 'no key, no cost';
  const written = tier.maxCostUsd ?? project.suite.maxCostUsd ?? perRunUsd;
  const bound = moneyText(Math.min(written, perRunUsd));
  const providers = providersOf(project, tier, today);
  const wanted: string[] = [];
  for (const provider of providers) {
    const { kind } = await keys.state(provider);
    if (kind === 'none-needed') continue;
    const isThere = kind === 'stored' || kind === 'environment';
    wanted.push(`${plainField(provider, 40)}${isThere ? '' : ' (not set)'}`);
  }
  const key = wanted.length === 0 ? 'no key' : `key of ${wanted.join(', ')}`;
  return `${key}, at most ${bound} without a question`;
}

/** Whom the tier asks, as far as files say. */
function providersOf(
  { catalogue, suite, prompts }: TierProject,
  { models, judges }: Tier,
  today: string,
): readonly string[] {
  const ofSuite = suite.models.map(({ id }) => id);
  const ofPrompts = prompts.flatMap(({ prompt }) => {
    const own = prompt?.models.map(({ id }) => id) ?? [];
    return own.length > 0 ? own : ofSuite;
  });
  const judge = judges && suite.judge !== undefined ? [suite.judge.id] : [];
  const ids = new Set([...(models ?? ofPrompts), ...judge]);
  const entries = (catalogue?.models ?? []).filter(
    ({ id }) => ids.has(id) && verdictOn(catalogue, id, today).allowed,
  );
  return [...new Set(entries.map(({ provider }) => provider))];
}
