import type * as z from 'zod/mini';
import { makeEgress, type Egress } from '../models/egress.ts';
import type { Timeouts } from '../models/model.ts';
import type { Ports } from '../ports.ts';
import type { Batch, Entry } from './batches.ts';
import type { Point, RunStatus } from './image.ts';
import { MlflowError, mlflowErrorOf } from './mlflowError.ts';
import {
  anyAnswer,
  artifactsAnswer,
  createdExperiment,
  experimentAnswer,
  historyAnswer,
  runAnswer,
  runsAnswer,
  type Page,
  type ServerRun,
} from './shapes.ts';
import type { MlflowCredential } from './terms.ts';

export interface NewRun {
  readonly experiment: string;
  readonly name: string;
  readonly startMs: number;
  readonly tags: readonly Entry[];
}

export interface RunSearch {
  readonly experiment: string;
  /** In MLflow's own language; absent: every run. */
  readonly filter?: string;
  /** Newest first; absent: all there are. */
  readonly newest?: number;
}

/** MLflow's REST interface 2.0, as far as it is used. Each call rejects only with `MlflowError`. */
export interface MlflowApi {
  /** `undefined`: there is none of that name. */
  experimentNamed(
    name: string,
  ): Promise<{ readonly id: string; readonly isDeleted: boolean } | undefined>;
  createExperiment(name: string): Promise<string>;
  /** Those that are not deleted. */
  searchRuns(search: RunSearch): Promise<readonly ServerRun[]>;
  run(id: string): Promise<ServerRun>;
  createRun(run: NewRun): Promise<ServerRun>;
  endRun(id: string, status: RunStatus, endMs: number): Promise<void>;
  /** Can be brought back in MLflow. */
  deleteRun(id: string): Promise<void>;
  logBatch(id: string, batch: Batch): Promise<void>;
  /** Every value of one metric. */
  metricHistory(id: string, key: string): Promise<readonly Point[]>;
  /** Bytes of each artefact in one folder of the run, by its path; absent `folder`: at the top. */
  artefacts(id: string, folder?: string): Promise<ReadonlyMap<string, number>>;
  /** `undefined`: the server does not take artefacts of this run itself. */
  putArtefact(run: ServerRun, path: string, text: string): Promise<'stored' | 'not-served'>;
}

export interface MlflowOpening {
  /** Without a trailing slash. */
  readonly trackingUri: string;
  readonly credential: MlflowCredential | undefined;
  readonly ports: Pick<Ports, 'clock' | 'fetch'>;
  readonly timeouts?: Timeouts;
}

const timeouts: Timeouts = {
  headersMs: 30_000,
  firstContentMs: 30_000,
  idleMs: 30_000,
  attemptMs: 120_000,
};

/** Opens the interface. Every request goes through the one egress: to this origin alone, and never along a redirect. */
export function openMlflowApi(opening: MlflowOpening, signal: AbortSignal): MlflowApi {
  const { trackingUri, credential, ports } = opening;
  const egress: Egress = makeEgress({
    opening: {
      settings: { provider: 'MLflow', kind: 'mlflow', baseUrl: trackingUri, stream: false },
      secret: credential?.secret,
      timeouts: opening.timeouts ?? timeouts,
      ports,
    },
    needsKey: false,
    ...(credential?.user === undefined ? {} : { user: credential.user }),
  });
  const base = `${trackingUri}/api/2.0`;

  const talk = async <T>(url: string, body: unknown, shape: z.ZodMiniType<T>): Promise<T> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    let answer: unknown;
    try {
      answer = await egress.attempt(signal, false, (attempt) => egress.look(url, attempt, text));
    } catch (error) {
      throw mlflowErrorOf(error);
    }
    const read = shape.safeParse(answer);
    if (read.success) return read.data;
    throw new MlflowError(
      'not-mlflow',
      `What answers at ${trackingUri} is no MLflow server of a known kind.`,
      'Check the address of the MLflow server ("assay mlflow status" shows it).',
    );
  };
  const ask = <T>(
    path: string,
    query: Readonly<Record<string, string>>,
    shape: z.ZodMiniType<T>,
  ): Promise<T> =>
    talk(`${base}/mlflow/${path}?${new URLSearchParams(query).toString()}`, undefined, shape);
  const tell = <T>(path: string, body: object, shape: z.ZodMiniType<T>): Promise<T> =>
    talk(`${base}/mlflow/${path}`, body, shape);

  return {
    async experimentNamed(name) {
      try {
        const { experiment } = await ask(
          'experiments/get-by-name',
          { experiment_name: name },
          experimentAnswer,
        );
        return {
          id: experiment.experiment_id,
          isDeleted: experiment.lifecycle_stage === 'deleted',
        };
      } catch (error) {
        if (isCode(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
        throw error;
      }
    },
    async createExperiment(name) {
      return (await tell('experiments/create', { name }, createdExperiment)).experiment_id;
    },
    async searchRuns({ experiment, filter, newest = Number.POSITIVE_INFINITY }) {
      const found: ServerRun[] = [];
      await pages(
        (token) =>
          tell(
            'runs/search',
            {
              experiment_ids: [experiment],
              ...(filter === undefined ? {} : { filter }),
              order_by: ['attributes.start_time DESC'],
              max_results: Math.min(1000, newest - found.length),
              ...(token === undefined ? {} : { page_token: token }),
            },
            runsAnswer,
          ),
        ({ runs }) => {
          found.push(...runs);
          return runs.length > 0 && found.length < newest;
        },
      );
      return found;
    },
    async run(id) {
      return (await ask('runs/get', { run_id: id }, runAnswer)).run;
    },
    async createRun({ experiment, name, startMs, tags }) {
      const body = { experiment_id: experiment, run_name: name, start_time: startMs, tags };
      return (await tell('runs/create', body, runAnswer)).run;
    },
    async endRun(id, status, endMs) {
      await tell('runs/update', { run_id: id, status, end_time: endMs }, anyAnswer);
    },
    async deleteRun(id) {
      await tell('runs/delete', { run_id: id }, anyAnswer);
    },
    async logBatch(id, batch) {
      await tell('runs/log-batch', { run_id: id, ...batch }, anyAnswer);
    },
    async metricHistory(id, key) {
      const found: Point[] = [];
      await pages(
        (token) =>
          ask(
            'metrics/get-history',
            {
              run_id: id,
              metric_key: key,
              max_results: '25000',
              ...(token === undefined ? {} : { page_token: token }),
            },
            historyAnswer,
          ),
        ({ metrics }) => {
          found.push(...metrics);
          return metrics.length > 0;
        },
      );
      return found;
    },
    async artefacts(id, folder) {
      const found = new Map<string, number>();
      await pages(
        (token) =>
          ask(
            'artifacts/list',
            {
              run_id: id,
              ...(folder === undefined ? {} : { path: folder }),
              ...(token === undefined ? {} : { page_token: token }),
            },
            artifactsAnswer,
          ),
        ({ files }) => {
          for (const one of files) if (!one.is_dir) found.set(one.path, one.file_size);
          return files.length > 0;
        },
      );
      return found;
    },
    async putArtefact({ info }, path, text) {
      const folder = servedFolder(info.artifact_uri, trackingUri);
      if (folder === undefined) return 'not-served';
      const way = path.split('/').map((part) => encodeURIComponent(part));
      const url = `${base}/mlflow-artifacts/artifacts/${folder}/${way.join('/')}`;
      try {
        await egress.attempt(signal, false, (attempt) => egress.put(url, text, attempt));
      } catch (error) {
        throw mlflowErrorOf(error);
      }
      return 'stored';
    },
  };
}

/** Pages until there is no further one. A server that names the same page again would never end. */
async function pages<T extends Page>(
  page: (token: string | undefined) => Promise<T>,
  hear: (one: T) => boolean,
): Promise<void> {
  let token: string | undefined;
  for (;;) {
    const one = await page(token);
    const next = one.next_page_token;
    if (!hear(one) || next === undefined || next === '' || next === token) return;
    token = next;
  }
}

export function isCode(error: unknown, serviceCode: string): boolean {
  return error instanceof MlflowError && error.serviceCode === serviceCode;
}

/**
 * Where below the server's own artefacts a run's are: of `mlflow-artifacts:/1/ab/artifacts` it is `1/ab/artifacts`.
 * `undefined`: they are kept elsewhere, such as in a bucket, or at another server, which gets no key.
 */
export function servedFolder(artifactUri: string, trackingUri: string): string | undefined {
  const [, authority, folder] =
    /^mlflow-artifacts:(?:\/\/([^/]*))?\/+([^?#]+)$/.exec(artifactUri) ?? [];
  if (folder === undefined || folder.split('/').some((part) => /^\.{1,2}$/.test(part))) {
    return undefined;
  }
  const isOwn =
    authority === undefined || authority === '' || authority === new URL(trackingUri).host;
  return isOwn ? folder : undefined;
}
