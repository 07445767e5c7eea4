/** All that a server knows of an experiment, read without Assay's own client. */
export interface KnownRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** Every value of each metric, by step. */
  readonly metrics: Readonly<
    Record<string, readonly { step: number; timestamp: number; value: number }[]>
  >;
  /** Text by path. */
  readonly artefacts: Readonly<Record<string, string>>;
}

interface RawRun {
  readonly info: {
    readonly run_id: string;
    readonly run_name: string;
    readonly status: string;
    readonly start_time: number;
    readonly end_time?: number;
    readonly artifact_uri: string;
  };
  readonly data: {
    readonly tags?: readonly { readonly key: string; readonly value: string }[];
    readonly params?: readonly { readonly key: string; readonly value: string }[];
    readonly metrics?: readonly { readonly key: string }[];
  };
}

/** Runs that are not deleted, by their tag `assay.candidate`, or by their id. */
export async function stateOf(address: string, experiment: string): Promise<readonly KnownRun[]> {
  const api = `${address}/api/2.0/mlflow`;
  const query = new URLSearchParams({ experiment_name: experiment });
  const found = (await json(`${api}/experiments/get-by-name?${query.toString()}`)) as {
    readonly experiment?: { readonly experiment_id: string };
  };
  if (found.experiment === undefined) return [];
  const { runs = [] } = (await json(`${api}/runs/search`, {
    experiment_ids: [found.experiment.experiment_id],
    max_results: 1000,
  })) as { readonly runs?: readonly RawRun[] };
  const known: KnownRun[] = [];
  for (const { info, data } of runs) {
    const metrics: Record<string, readonly { step: number; timestamp: number; value: number }[]> =
      {};
    for (const { key } of data.metrics ?? []) {
      const ask = new URLSearchParams({ run_id: info.run_id, metric_key: key });
      const history = (await json(`${api}/metrics/get-history?${ask.toString()}`)) as {
        readonly metrics: readonly { step?: number; timestamp: number; value: number }[];
      };
      metrics[key] = history.metrics
        .map(({ step = 0, timestamp, value }) => ({ step, timestamp, value }))
        .toSorted((a, b) => a.step - b.step);
    }
    known.push({
      id: info.run_id,
      name: info.run_name,
      status: info.status,
      startTime: info.start_time,
      endTime: info.end_time,
      tags: mapOf(data.tags),
      params: mapOf(data.params),
      metrics,
      artefacts: await artefactsOf(address, info.run_id, info.artifact_uri, ''),
    });
  }
  const nameOf = ({ tags, id }: KnownRun): string => tags['assay.candidate'] ?? id;
  return known.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The same without what MLflow makes up: ids, and where they stand in tags. */
export function withoutIds(runs: readonly KnownRun[]): unknown {
  return runs.map(({ id: _id, tags, ...rest }) => {
    const { 'mlflow.parentRunId': parent, 'assay.content': _content, ...others } = tags;
    return { ...rest, tags: others, isChild: parent !== undefined };
  });
}

async function artefactsOf(
  address: string,
  run: string,
  uri: string,
  folder: string,
): Promise<Record<string, string>> {
  const query = new URLSearchParams({ run_id: run, ...(folder === '' ? {} : { path: folder }) });
  const { files = [] } = (await json(
    `${address}/api/2.0/mlflow/artifacts/list?${query.toString()}`,
  )) as {
    readonly files?: readonly { readonly path: string; readonly is_dir?: boolean }[];
  };
  const base = `${address}/api/2.0/mlflow-artifacts/artifacts/${uri.replace('mlflow-artifacts:/', '')}`;
  const found: Record<string, string> = {};
  for (const { path, is_dir: isFolder = false } of files) {
    if (isFolder) Object.assign(found, await artefactsOf(address, run, uri, path));
    else found[path] = await (await fetch(`${base}/${path}`)).text();
  }
  return found;
}

function mapOf(
  entries: readonly { readonly key: string; readonly value: string }[] = [],
): Record<string, string> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

async function json(url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(
    url,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  return answer.json();
}
