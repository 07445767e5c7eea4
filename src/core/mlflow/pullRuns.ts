import type { Files } from '../ports.ts';
import { isCode, type MlflowApi } from './api.ts';
import { keepForeignRun, type ForeignRun } from './foreignRuns.ts';
import { MlflowError } from './mlflowError.ts';
import { tagOf } from './pushFamily.ts';
import type { ServerRun } from './shapes.ts';

export interface PullWish {
  readonly experiment: string;
  /** Only this run; its id in MLflow. */
  readonly run?: string;
  /** At most so many, the newest. */
  readonly newest: number;
}

export interface Pulled {
  readonly runs: readonly ForeignRun[];
  /** Of these, how many were not known, or have changed. */
  readonly news: number;
  /** Runs that Assay pushed: they are here already. */
  readonly own: number;
}

export interface PullDesk {
  readonly api: MlflowApi;
  readonly files: Files;
  readonly root: string;
  readonly server: string;
}

/** Keeps runs of other programs as files. Rejects with `MlflowError`, or with `FileError`. */
export async function pullRuns(desk: PullDesk, wish: PullWish): Promise<Pulled> {
  const { api, files, root, server } = desk;
  const found = await findRuns(api, wish);
  const foreign = found.filter((run) => tagOf(run, 'assay.run') === undefined);
  const runs = foreign.map((run) => foreignRunOf(run, wish.experiment, server));
  let news = 0;
  for (const run of runs) if (await keepForeignRun(files, root, run)) news += 1;
  return { runs, news, own: found.length - foreign.length };
}

async function findRuns(api: MlflowApi, wish: PullWish): Promise<readonly ServerRun[]> {
  if (wish.run !== undefined) {
    try {
      return [await api.run(wish.run)];
    } catch (error) {
      if (!isCode(error, 'RESOURCE_DOES_NOT_EXIST')) throw error;
      throw unknown(`run with the id "${wish.run}"`);
    }
  }
  const experiment = await api.experimentNamed(wish.experiment);
  if (experiment === undefined) throw unknown(`experiment of the name "${wish.experiment}"`);
  return api.searchRuns({ experiment: experiment.id, newest: wish.newest });
}

function unknown(what: string): MlflowError {
  return new MlflowError(
    'bad-request',
    `MLflow has no ${what}.`,
    'Look the name up in MLflow, and give it with --experiment, or the id with --run.',
  );
}

const longestValue = 1000;
const mostEntries = 1000;

function foreignRunOf(run: ServerRun, experiment: string, server: string): ForeignRun {
  const { run_id: runId, run_name: name, status, start_time: start, end_time: end } = run.info;
  const parent = tagOf(run, 'mlflow.parentRunId');
  const commit = tagOf(run, 'mlflow.source.git.commit');
  return {
    version: 1,
    server,
    runId,
    experiment,
    name: (name === '' ? runId : name).slice(0, 250),
    status,
    startedAt: isoOf(start),
    ...(end > 0 ? { endedAt: isoOf(end) } : {}),
    ...(commit === undefined ? {} : { commit: commit.slice(0, 100) }),
    ...(parent === undefined ? {} : { parent: parent.slice(0, 250) }),
    params: Object.fromEntries(
      run.data.params
        .slice(0, mostEntries)
        .map(({ key, value }) => [key, value.slice(0, longestValue)]),
    ),
    metrics: Object.fromEntries(
      run.data.metrics
        .slice(0, mostEntries)
        .flatMap(({ key, value }) => (Number.isFinite(value) ? [[key, value]] : [])),
    ),
  };
}

/** What no calendar has becomes its edge. */
function isoOf(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), 253_402_300_799_000)).toISOString();
}
