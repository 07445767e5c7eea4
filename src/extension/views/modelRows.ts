import { plainField } from '#base/plainText.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import { count, counted } from '#core/report/numbers.ts';
import type { Catalogue, ModelEntry, ModelStatus, Price } from '#protocol/catalogue.ts';
import type { KeyState } from '../host/keyStore.ts';
import { colors, commands } from '../ids.ts';
import { dotted, type Row, type RowIcon } from './row.ts';

export type ModelRow =
  | (Row & { readonly kind: 'project'; readonly root: string })
  | (Row & ModelNode & { readonly kind: 'model' })
  | (Row & { readonly kind: 'fact' });

/** What commands get of a model's row. */
export interface ModelNode {
  readonly root: string;
  readonly provider: string;
  /** The catalogue's. */
  readonly id: string;
}

export interface ModelFacts {
  readonly root: string;
  readonly catalogue: Catalogue;
  /** Ids of the suite's models. */
  readonly defaults: readonly string[];
  /** Provider → where its key is; absent: not known yet. */
  readonly keys: ReadonlyMap<string, KeyState>;
  /** ISO date. */
  readonly today: string;
}

export function modelProjectRows(
  projects: readonly { readonly root: string; readonly name: string; readonly models: number }[],
): readonly ModelRow[] {
  return projects.map(({ root, name, models }) => ({
    kind: 'project',
    key: root,
    root,
    label: plainField(name, 100),
    description: counted(models, 'model'),
    tooltip: root,
    icon: { id: 'root-folder' },
    contextValue: 'project',
    expands: 'expanded',
  }));
}

/** In the order of the catalogue. */
export function modelRows(facts: ModelFacts): readonly ModelRow[] {
  return facts.catalogue.models.map((entry) => modelRow(facts, entry));
}

/** What the catalogue says beyond the row itself. */
export function belowModel(root: string, entry: ModelEntry): readonly ModelRow[] {
  return factsOf(entry).map(([label, description, why], index) => ({
    kind: 'fact',
    key: `${root}?model=${encodeURIComponent(entry.id.toWellFormed())}&fact=${index}`,
    label: plainField(label, 100),
    description: plainField(description, 200),
    tooltip: plainField(dotted([`${label}: ${description}`, why]), 1000),
  }));
}

/** `$0.25 in, $2 out per M tokens`. */
export function priceText(price: Price | undefined): string {
  if (price === undefined) return 'unpriced';
  return `${usd(price.input)} in, ${usd(price.output)} out per M tokens`;
}

/** `$0.25 / $2`: in and out. */
function shortPrice(price: Price | undefined): string {
  if (price === undefined) return 'unpriced';
  if (price.input === 0 && price.output === 0) return 'free';
  return `${usd(price.input)} / ${usd(price.output)}`;
}

/** `classification: recommended, chat: unsuitable`. */
export function suitsText(entry: ModelEntry): string {
  return (entry.suits ?? []).map(({ useCase, rating }) => `${useCase}: ${rating}`).join(', ');
}

export function keyText(state: KeyState): string {
  return state.kind === 'environment'
    ? `key of environment variable ${plainField(state.variable, 60)}`
    : keyWords[state.kind];
}

const keyWords: Readonly<Record<Exclude<KeyState['kind'], 'environment'>, string>> = {
  'none-needed': 'no key needed',
  stored: 'key set',
  'other-origin': 'key set for another address',
  missing: 'key missing',
  'unknown-provider': 'provider unknown',
};

/** `retires in 20 days`; absent where nothing is announced. */
export function retirementText({ retires }: ModelEntry, today: string): string | undefined {
  if (retires === undefined) return undefined;
  if (retires <= today) return `retired on ${retires}`;
  const days = Math.round((Date.parse(retires) - Date.parse(today)) / 86_400_000);
  return days < 100 ? `retires in ${counted(days, 'day')}` : `retires on ${retires}`;
}

const icons: Readonly<Record<ModelStatus, RowIcon>> = {
  approved: { id: 'verified', color: colors.passed },
  trial: { id: 'beaker', color: 'charts.blue' },
  deprecated: { id: 'warning', color: 'list.warningForeground' },
  blocked: { id: 'circle-slash', color: 'list.errorForeground' },
};
const retiredIcon: RowIcon = { id: 'archive', color: 'list.errorForeground' };

function modelRow(facts: ModelFacts, entry: ModelEntry): ModelRow {
  const { root, catalogue, defaults, keys, today } = facts;
  const { id, provider, status } = entry;
  const verdict = verdictOn(catalogue, id, today, 'any');
  const key = keys.get(provider);
  const retirement = retirementText(entry, today);
  const isRetired = !verdict.allowed && verdict.code === 'model-retired';
  const parts = [status, defaults.includes(id) ? 'default' : undefined, retirement];
  const keyWord = key === undefined ? undefined : keyText(key);
  return {
    kind: 'model',
    key: `${root}?model=${encodeURIComponent(id.toWellFormed())}`,
    root,
    provider,
    id,
    label: plainField(id, 100),
    // A side bar is narrow: what nobody has to do anything about is left to the tooltip.
    description: dotted([
      ...parts,
      key?.kind === 'none-needed' ? undefined : keyWord,
      shortPrice(entry.price),
    ]),
    tooltip: tooltipOf(
      entry,
      [
        ...parts,
        keyWord,
        priceText(entry.price),
        entry.context === undefined ? undefined : `${tokens(entry.context)} context`,
      ],
      verdict.allowed ? undefined : verdict.why,
    ),
    icon: isRetired ? retiredIcon : icons[status],
    contextValue: contextOf(verdict.allowed, key),
    ...(factsOf(entry).length > 0 && { expands: 'collapsed' as const }),
    command: {
      command: commands.openCatalogue,
      title: 'Open Approved Models',
      arguments: [{ root, provider, id }],
    },
  };
}

function contextOf(isCallable: boolean, key: KeyState | undefined): string {
  const takesKey =
    key !== undefined && key.kind !== 'none-needed' && key.kind !== 'unknown-provider';
  return ['model', ...(isCallable ? ['callable'] : []), ...(takesKey ? ['key'] : [])].join(' ');
}

function tooltipOf(
  entry: ModelEntry,
  parts: readonly (string | undefined)[],
  denial: string | undefined,
): string {
  const lines = [
    `${entry.id} (${entry.name} at ${entry.provider})`,
    dotted(parts),
    denial,
    ...factsOf(entry).map(([label, description]) => `${label}: ${description}`),
  ];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => plainField(line, 300))
    .join('\n');
}

type Fact = readonly [label: string, description: string, why?: string];

function factsOf(entry: ModelEntry): readonly Fact[] {
  const { suits = [], price, data, limits, replacement, note } = entry;
  const facts: Fact[] = suits.map(({ useCase, rating, why }) =>
    why === undefined ? [useCase, rating] : [useCase, dotted([rating, why])],
  );
  if (price?.asOf !== undefined) facts.push(['price', `as of ${price.asOf}`]);
  if (data?.regions !== undefined) facts.push(['regions', data.regions.join(', ')]);
  if (data?.personalData !== undefined) facts.push(['personal data', data.personalData]);
  if (limits?.requestsPerMinute !== undefined) {
    facts.push(['limit', `${count(limits.requestsPerMinute)} requests a minute`]);
  }
  if (limits?.tokensPerMinute !== undefined) {
    facts.push(['limit', `${count(limits.tokensPerMinute)} tokens a minute`]);
  }
  if (replacement !== undefined) facts.push(['replacement', replacement]);
  if (note !== undefined) facts.push(['note', note]);
  return facts;
}

function usd(amount: number): string {
  const short = String(Number(amount.toFixed(4)));
  // Cents are written with two digits.
  return /\.\d$/.test(short) ? `$${short}0` : `$${short}`;
}

/** `400k`, `1.05M`. */
function tokens(amount: number): string {
  if (amount >= 1_000_000) return `${Number((amount / 1_000_000).toFixed(2))}M`;
  return amount >= 1000 ? `${Number((amount / 1000).toFixed(1))}k` : count(amount);
}
