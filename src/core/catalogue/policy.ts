import type { Catalogue, ModelEntry, ModelTask } from '#protocol/catalogue.ts';
import { nearest } from '../documents/nearest.ts';
import { quoteFound } from '../documents/problems.ts';

/** What is to be said of a model that can be called all the same. */
export interface ModelWarning {
  readonly code: 'model-deprecated' | 'model-retiring';
  readonly message: string;
  readonly next: string;
}

export type DenialCode =
  | 'model-no-catalogue'
  | 'model-not-listed'
  | 'model-blocked'
  | 'model-retired'
  | 'model-region'
  | 'model-task';

export interface ModelDenial {
  readonly allowed: false;
  readonly code: DenialCode;
  /** One sentence: why it cannot be called. */
  readonly why: string;
  readonly next: string;
  /** Ids that can be called, the best guess first; at most five. */
  readonly alternatives: readonly string[];
}

export interface ModelApproval {
  readonly allowed: true;
  /** For an id with a region prefix: the entry of the model, with the id as asked and the prefix in its name. */
  readonly entry: ModelEntry;
  readonly warnings: readonly ModelWarning[];
}

export type ModelVerdict = ModelApproval | ModelDenial;

/** A model is announced to retire this many days before it does. */
const noticeDays = 60;

/**
 * Whether a model can be called for a task. Nothing can be unless the catalogue lists it; without a catalogue nothing
 * can be. `today` is an ISO date; `any`: for whatever it is made for.
 */
export function verdictOn(
  catalogue: Catalogue | undefined,
  id: string,
  today: string,
  task: ModelTask | 'any' = 'chat',
): ModelVerdict {
  const shown = quoteFound(id);
  if (catalogue === undefined) {
    return {
      allowed: false,
      code: 'model-no-catalogue',
      why: `${shown} cannot be called: there is no catalogue of approved models that can be read.`,
      next: 'Write assay.models.yml, or solve the problems in it.',
      alternatives: [],
    };
  }
  const listed = entryOf(catalogue, id);
  const wanted = task === 'any' ? taskOf(listed?.entry) : task;
  const deny = (code: DenialCode, why: string): ModelDenial => {
    const alternatives = alternativesTo(catalogue, listed?.entry, id, today, wanted);
    const next =
      alternatives.length === 0
        ? `Have a model approved in ${catalogue.file}.`
        : `Use ${alternatives.join(' or ')}.`;
    return { allowed: false, code, why, next, alternatives };
  };

  if (listed === undefined) {
    return deny('model-not-listed', `${shown} is not in ${catalogue.file}.`);
  }
  const { entry, region } = listed;
  const regions = entry.data?.regions;
  if (taskOf(entry) !== wanted) return deny('model-task', `${shown} ${misuse[taskOf(entry)]}`);
  if (entry.status === 'blocked') {
    return deny('model-blocked', `${shown} is blocked in ${catalogue.file}.`);
  }
  if (isRetired(entry, today)) {
    return deny('model-retired', `${shown} retired on ${entry.retires ?? today}.`);
  }
  if (region !== undefined && regions !== undefined && !regions.includes(region)) {
    const where = regions.length === 0 ? 'no region' : regions.join(', ');
    return deny('model-region', `${shown} is not approved for ${region}, only for ${where}.`);
  }
  return { allowed: true, entry, warnings: warningsOn(entry, today) };
}

const misuse: Readonly<Record<ModelTask, string>> = {
  chat: 'answers conversations, it makes no embeddings.',
  embedding: 'only makes embeddings, it answers nothing.',
};

function taskOf(entry: ModelEntry | undefined): ModelTask {
  return entry?.task ?? 'chat';
}

/** Services offer one model under several ids, one for each place where it may run. */
const regionPrefix = /^(.*\/)?(eu|us|global)\.([^/]+)$/;

interface Listed {
  readonly entry: ModelEntry;
  readonly region?: string;
}

function entryOf({ models }: Catalogue, id: string): Listed | undefined {
  const exact = models.find((one) => one.id === id);
  if (exact !== undefined) return { entry: exact };
  const [, provider = '', region, name] = regionPrefix.exec(id) ?? [];
  if (region === undefined || name === undefined) return undefined;
  const base = models.find((one) => one.id === `${provider}${name}`);
  if (base === undefined) return undefined;
  return { entry: { ...base, id, name: `${region}.${base.name}` }, region };
}

function isRetired({ retires }: ModelEntry, today: string): boolean {
  return retires !== undefined && retires <= today;
}

function warningsOn(entry: ModelEntry, today: string): ModelWarning[] {
  const warnings: ModelWarning[] = [];
  const { id, replacement, retires, status } = entry;
  const next = replacement === undefined ? 'Choose another model.' : `Move to ${replacement}.`;
  if (status === 'deprecated') {
    warnings.push({ code: 'model-deprecated', message: `${quoteFound(id)} is deprecated.`, next });
  }
  const days = retires === undefined ? Infinity : daysBetween(today, retires);
  if (days < noticeDays && retires !== undefined) {
    const when = `in ${String(days)} ${days === 1 ? 'day' : 'days'}`;
    const message = `${quoteFound(id)} retires on ${retires}, ${when}.`;
    warnings.push({ code: 'model-retiring', message, next });
  }
  return warnings;
}

/** Whole days from one ISO date to another. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The replacement, then models for the same use cases, then the nearest name, then any approved one. */
function alternativesTo(
  { models }: Catalogue,
  entry: ModelEntry | undefined,
  id: string,
  today: string,
  task: ModelTask,
): string[] {
  const callable = models.filter(
    (one) =>
      one.id !== id && one.status !== 'blocked' && !isRetired(one, today) && taskOf(one) === task,
  );
  const approved = callable.filter((one) => one.status === 'approved');
  const found = new Set<string>();
  const replacement = callable.find((one) => one.id === entry?.replacement);
  if (replacement !== undefined) found.add(replacement.id);
  const useCases = new Set(goodFor(entry));
  for (const one of approved) {
    if (goodFor(one).some((useCase) => useCases.has(useCase))) found.add(one.id);
  }
  const near = nearest(
    id,
    callable.map((one) => one.id),
  );
  if (near !== undefined) found.add(near);
  for (const one of approved) found.add(one.id);
  return [...found].slice(0, 5);
}

function goodFor(entry: ModelEntry | undefined): string[] {
  const suits = entry?.suits ?? [];
  return suits.filter(({ rating }) => rating !== 'unsuitable').map(({ useCase }) => useCase);
}
