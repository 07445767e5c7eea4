import type { RunEnd, RunManifest, RunSummary } from '#protocol/run.ts';
import { readPrompt } from '../project/readPrompt.ts';
import { runReport } from '../report/json.ts';
import { runMarkdown } from '../report/markdown.ts';
import { nameOfCandidate } from '../report/sentences.ts';
import { evalTable, evalTablePath, loggedTables } from './evalTable.ts';
import type { Artefact, RunFamily, RunImage, RunStatus } from './image.ts';
import { cutValue, keyPart, longestTag } from './keys.ts';
import { candidateMetrics, runMetrics } from './metrics.ts';
import { candidateParams, runParams, type Params } from './params.ts';
import type { MlflowTerms } from './terms.ts';
import type { TrialRow } from './trialRows.ts';

/** A run that has ended, with all that is sent of it. */
export interface EndedRun {
  readonly manifest: RunManifest;
  readonly summary: RunSummary;
  /** By candidate. */
  readonly rows: readonly (readonly TrialRow[])[];
}

export interface FamilyTerms extends Pick<MlflowTerms, 'experiment' | 'texts'> {
  /** The name of the project's folder. */
  readonly project: string;
  /** Who pushes; absent: not to be told. */
  readonly person?: string;
}

const statuses: Readonly<Record<RunEnd, RunStatus>> = {
  complete: 'FINISHED',
  cancelled: 'KILLED',
  'budget-reached': 'FAILED',
  stopped: 'FAILED',
};

/** What a run is in MLflow: one family, or one for each experiment where the experiment's name holds the prompt's. */
export function familiesOf(run: EndedRun, terms: FamilyTerms): readonly RunFamily[] {
  const byExperiment = new Map<string, number[]>();
  for (const [place, { file }] of run.manifest.prompts.entries()) {
    const name = experimentName(terms.experiment, terms.project, file);
    byExperiment.set(name, [...(byExperiment.get(name) ?? []), place]);
  }
  return [...byExperiment].map(([experiment, places]) => familyOf(run, terms, experiment, places));
}

/** At most 250 characters, which every database of a server takes. */
function experimentName(template: string, project: string, promptFile: string): string {
  const prompt = promptFile.replace(/\.prompt\.ya?ml$/, '');
  return template
    .replaceAll('{project}', () => project)
    .replaceAll('{prompt}', () => prompt)
    .toWellFormed()
    .slice(0, 250);
}

/** `places`: of the prompts that belong to the experiment. */
function familyOf(
  { manifest, summary, rows }: EndedRun,
  terms: FamilyTerms,
  experiment: string,
  places: readonly number[],
): RunFamily {
  const isWhole = places.length === manifest.prompts.length;
  const prompts = places.flatMap((place) => manifest.prompts[place] ?? []);
  const mine = summary.candidates.filter(({ candidate }) =>
    places.includes(manifest.candidates[candidate]?.prompt ?? -1),
  );
  const endMs = Date.parse(summary.endedAt);
  const startMs = Date.parse(manifest.startedAt);
  const times = { status: statuses[summary.ended], startMs, endMs };
  const params = runParams(manifest);
  const parent: RunImage = {
    ...times,
    candidate: 'run',
    name: `${prompts
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 100)} ${manifest.startedAt.slice(0, 16).replace('T', ' ')}`,
    tags: tagsOf(manifest, summary, terms, {
      'assay.candidate': 'run',
      'mlflow.source.name': prompts.map(({ file }) => file).join(', '),
      ...Object.fromEntries(
        manifest.inputs.map(({ file, sha256 }) => [`assay.input.${keyPart(file, 120)}`, sha256]),
      ),
    }),
    params: params.short,
    metrics: runMetrics(isWhole ? summary : { ...summary, candidates: mine }, endMs),
    artefacts: [
      { path: 'report.md', text: runMarkdown(manifest, summary) },
      { path: 'summary.json', text: jsonText(runReport(manifest, summary)) },
      ...longValues(params),
      ...(terms.texts === 'none'
        ? []
        : prompts.map(({ file, text }) => ({ path: `prompts/${flatName(file)}`, text }))),
    ],
  };
  const children = mine.map((one): RunImage => {
    const {
      prompt: place = -1,
      variant = '',
      model = '',
    } = manifest.candidates[one.candidate] ?? {};
    const copy = manifest.prompts[place];
    const read = readPrompt(new TextEncoder().encode(copy?.text ?? ''), copy?.file ?? '').value;
    const own = candidateParams(manifest, one.candidate, read);
    const some = rows[one.candidate] ?? [];
    const names = one.evaluators.map(({ name }) => name);
    const table = evalTable(some, names, terms.texts === 'all');
    return {
      ...times,
      candidate: String(one.candidate),
      name: nameOfCandidate(manifest, one.candidate).slice(0, 200),
      tags: tagsOf(manifest, summary, terms, {
        'assay.candidate': String(one.candidate),
        'assay.variant': variant,
        'assay.model': model,
        'assay.prompt': copy?.file ?? '',
        'assay.prompt_sha256': copy?.sha256 ?? '',
        'assay.table_rows': `${table.rows} of ${some.length}`,
        'mlflow.source.name': copy?.file ?? '',
        'mlflow.loggedArtifacts': loggedTables,
      }),
      params: own.short,
      metrics: candidateMetrics(one, summary.ended === 'complete' ? some : [], endMs),
      artefacts: [{ path: evalTablePath, text: table.text }, ...longValues(own)],
    };
  });
  return { experiment, run: manifest.id, parent, children };
}

function tagsOf(
  manifest: RunManifest,
  summary: RunSummary,
  { person }: FamilyTerms,
  own: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const { id, assay, commit, casesSha256, options } = manifest;
  const tier = tierOf(options);
  const all: Readonly<Record<string, string | undefined>> = {
    'assay.run': id,
    'assay.version': assay,
    'assay.cases_sha256': casesSha256,
    'assay.ended': summary.ended,
    'assay.gate': summary.gate.pass ? 'pass' : 'fail',
    'assay.tier': tier,
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.git.commit': commit,
    'mlflow.user': person,
    ...own,
  };
  return new Map(
    Object.entries(all).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, cutValue(value, longestTag)] as const],
    ),
  );
}

function tierOf(options: object): string | undefined {
  return 'tier' in options && typeof options.tier === 'string' ? options.tier : undefined;
}

function longValues({ long }: Params): readonly Artefact[] {
  if (Object.keys(long).length === 0) return [];
  return [{ path: 'long_values.json', text: jsonText(long) }];
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).toWellFormed()}\n`;
}

/** One name for a path, without folders. */
function flatName(file: string): string {
  return file
    .split('/')
    .map((part) => keyPart(part))
    .join('--')
    .slice(-200);
}
