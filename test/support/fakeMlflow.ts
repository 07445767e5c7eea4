import type { MlflowApi, NewRun } from '#core/mlflow/api.ts';
import type { Batch, Entry } from '#core/mlflow/batches.ts';
import type { Point } from '#core/mlflow/image.ts';
import { MlflowError } from '#core/mlflow/mlflowError.ts';
import type { ServerRun } from '#core/mlflow/shapes.ts';

interface KeptRun {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly startMs: number;
  status: string;
  endMs: number;
  isDeleted: boolean;
  readonly tags: Map<string, string>;
  readonly params: Map<string, string>;
  readonly metrics: Point[];
  readonly artefacts: Map<string, string>;
}

/** Keeps what MLflow would, and can break off at any write. */
export class FakeMlflow implements MlflowApi {
  readonly runs: KeptRun[] = [];
  readonly experiments = new Map<string, string>();
  artifactRoot = 'mlflow-artifacts:/';
  writes = 0;
  /** The n-th write from now: what happens to it. `before`: it is lost; `after`: only its answer is. */
  fault: { readonly at: number; readonly when: 'before' | 'after' } | undefined;

  private write<T>(work: () => T): Promise<T> {
    this.writes += 1;
    const { fault } = this;
    const isHit = fault?.at === this.writes;
    if (isHit && fault.when === 'before') return Promise.reject(broken());
    const value = work();
    return isHit ? Promise.reject(broken()) : Promise.resolve(value);
  }

  /** What is there for whoever looks, without ids. */
  get content(): unknown {
    return this.runs
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ name, status, startMs, endMs, tags, params, metrics, artefacts }) => {
        const { 'mlflow.parentRunId': parent, ...others } = Object.fromEntries(tags);
        return {
          name,
          status,
          startMs,
          endMs,
          isChild: parent !== undefined,
          tags: others,
          params: Object.fromEntries(params),
          metrics: metrics.map((point) => JSON.stringify(point)).toSorted(),
          artefacts: Object.fromEntries(artefacts),
        };
      })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  experimentNamed(name: string): Promise<{ id: string; isDeleted: boolean } | undefined> {
    const id = this.experiments.get(name);
    return Promise.resolve(id === undefined ? undefined : { id, isDeleted: false });
  }

  createExperiment(name: string): Promise<string> {
    return this.write(() => {
      const id = String(this.experiments.size + 1);
      this.experiments.set(name, id);
      return id;
    });
  }

  searchRuns({ experiment, filter }: { experiment: string; filter?: string }) {
    const wanted = /= '(.+)'$/.exec(filter ?? '')?.[1];
    const found = this.runs.filter(
      (run) =>
        run.experiment === experiment &&
        !run.isDeleted &&
        (wanted === undefined || run.tags.get('assay.run') === wanted),
    );
    return Promise.resolve(found.map((run) => this.told(run)));
  }

  run(id: string): Promise<ServerRun> {
    return Promise.resolve(this.told(this.kept(id)));
  }

  createRun({ experiment, name, startMs, tags }: NewRun): Promise<ServerRun> {
    return this.write(() => {
      const run: KeptRun = {
        id: `run-${this.runs.length}`,
        experiment,
        name,
        startMs,
        status: 'RUNNING',
        endMs: 0,
        isDeleted: false,
        tags: new Map(tags.map(({ key, value }) => [key, value])),
        params: new Map(),
        metrics: [],
        artefacts: new Map(),
      };
      this.runs.push(run);
      return this.told(run);
    });
  }

  endRun(id: string, status: string, endMs: number): Promise<void> {
    return this.write(() => {
      Object.assign(this.kept(id), { status, endMs });
    });
  }

  deleteRun(id: string): Promise<void> {
    return this.write(() => {
      this.kept(id).isDeleted = true;
    });
  }

  logBatch(id: string, { tags, params, metrics }: Batch): Promise<void> {
    return this.write(() => {
      const run = this.kept(id);
      for (const { key, value } of params) {
        const before = run.params.get(key);
        if (before !== undefined && before !== value) throw new Error(`${key} cannot be changed`);
        run.params.set(key, value);
      }
      for (const { key, value } of tags) run.tags.set(key, value);
      run.metrics.push(...metrics);
    });
  }

  metricHistory(id: string, key: string): Promise<readonly Point[]> {
    return Promise.resolve(this.kept(id).metrics.filter((point) => point.key === key));
  }

  artefacts(id: string, folder?: string): Promise<ReadonlyMap<string, number>> {
    const found = [...this.kept(id).artefacts].filter(
      ([path]) => path.split('/').slice(0, -1).join('/') === (folder ?? ''),
    );
    return Promise.resolve(new Map(found.map(([path, text]) => [path, Buffer.byteLength(text)])));
  }

  putArtefact({ info }: ServerRun, path: string, text: string): Promise<'stored' | 'not-served'> {
    if (!info.artifact_uri.startsWith('mlflow-artifacts:')) return Promise.resolve('not-served');
    return this.write(() => {
      this.kept(info.run_id).artefacts.set(path, text);
      return 'stored';
    });
  }

  private kept(id: string): KeptRun {
    const run = this.runs.find((one) => one.id === id);
    if (run === undefined) throw new Error(`no run ${id}`);
    return run;
  }

  private told(run: KeptRun): ServerRun {
    const latest = new Map<string, Point>();
    for (const point of run.metrics) {
      const before = latest.get(point.key);
      if (before === undefined || point.step >= before.step) latest.set(point.key, point);
    }
    return {
      info: {
        run_id: run.id,
        run_name: run.name,
        status: run.status,
        start_time: run.startMs,
        end_time: run.endMs,
        artifact_uri: `${this.artifactRoot}${run.id}/artifacts`,
      },
      data: {
        tags: entries(run.tags),
        params: entries(run.params),
        metrics: [...latest.values()],
      },
    };
  }
}

function entries(map: ReadonlyMap<string, string>): readonly Entry[] {
  return Array.from(map, ([key, value]) => ({ key, value }));
}

function broken(): MlflowError {
  return new MlflowError('network', 'MLflow broke the connection off.', 'Try again later.');
}
