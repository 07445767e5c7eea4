import { sha256 } from '../files/hash.ts';
import { sortedJson } from '#base/sortedJson.ts';
import type { MlflowApi } from './api.ts';
import { batches, type Entry } from './batches.ts';
import type { Artefact, Point, RunImage } from './image.ts';
import type { ServerRun } from './shapes.ts';

export interface Settled {
  /** Requests that wrote something. */
  readonly written: number;
  /** Sentences about what could not be sent. */
  readonly notes: readonly string[];
}

/** Set last, over everything: a run that bears it is whole. */
const contentTag = 'assay.content';

/** Makes a run in MLflow hold what its image says: writes what is missing or differs, then ends it. Rejects with `MlflowError`. */
export async function settleRun(api: MlflowApi, run: ServerRun, image: RunImage): Promise<Settled> {
  const { run_id: id } = run.info;
  const notes: string[] = [];
  const content = sha256(
    sortedJson([[...image.tags], [...image.params], image.metrics, image.artefacts]),
  );
  const tags = new Map(run.data.tags.map(({ key, value }) => [key, value]));
  const isWhole = tags.get(contentTag) === content;
  let written = 0;
  for (const batch of batches({
    tags: entriesOf(image.tags).filter(({ key, value }) => tags.get(key) !== value),
    params: missingParams(run, image, notes),
    metrics: await missingMetrics(api, run, image, isWhole),
  })) {
    await api.logBatch(id, batch);
    written += 1;
  }
  const closing: Entry[] = [];
  for (const artefact of await missingArtefacts(api, run, image, tags)) {
    const outcome = await api.putArtefact(run, artefact.path, artefact.text);
    if (outcome === 'not-served') {
      notes.push(
        `The server keeps artefacts at ${run.info.artifact_uri.replace(/^([a-z0-9-]+):.*$/is, '$1:…')}, where Assay cannot write: tables and reports were left out.`,
      );
      break;
    }
    closing.push({ key: receiptTag(artefact.path), value: sha256(artefact.text) });
    written += 1;
  }
  if (!isWhole) closing.push({ key: contentTag, value: content });
  for (const batch of batches({ tags: closing, params: [], metrics: [] })) {
    await api.logBatch(id, batch);
    written += 1;
  }
  if (run.info.status !== image.status || run.info.end_time !== image.endMs) {
    await api.endRun(id, image.status, image.endMs);
    written += 1;
  }
  return { written, notes };
}

function entriesOf(map: ReadonlyMap<string, string>): readonly Entry[] {
  return Array.from(map, ([key, value]) => ({ key, value }));
}

/** A parameter cannot be changed in MLflow. One that would now be another, since a newer Assay wrote it, stays. */
function missingParams({ data }: ServerRun, image: RunImage, notes: string[]): readonly Entry[] {
  const there = new Map(data.params.map(({ key, value }) => [key, value]));
  const changed = entriesOf(image.params).filter(
    ({ key, value }) => there.has(key) && there.get(key) !== value,
  );
  if (changed.length > 0) {
    const names = changed.map(({ key }) => key).join(', ');
    notes.push(`MLflow does not let parameters be changed; these stay as they are: ${names}.`);
  }
  return entriesOf(image.params).filter(({ key }) => !there.has(key));
}

/** A run names only the latest value of each metric. The line behind it is asked for where the run is not known to be whole. */
async function missingMetrics(
  api: MlflowApi,
  { info, data }: ServerRun,
  image: RunImage,
  isWhole: boolean,
): Promise<readonly Point[]> {
  const latest = new Map(data.metrics.map((point) => [point.key, point]));
  const lines = Map.groupBy(image.metrics, ({ key }) => key);
  const missing: Point[] = [];
  for (const [key, line] of lines) {
    const there = latest.get(key);
    const last = line.at(-1);
    if (there === undefined) missing.push(...line);
    else if (line.length === 1 || isWhole) {
      if (last !== undefined && !isSame(there, last)) missing.push(...line);
    } else {
      const known = new Set((await api.metricHistory(info.run_id, key)).map(pointText));
      missing.push(...line.filter((point) => !known.has(pointText(point))));
    }
  }
  return missing;
}

function isSame(one: Point, other: Point): boolean {
  return pointText(one) === pointText(other);
}

function pointText({ step, timestamp, value }: Point): string {
  return `${step} ${timestamp} ${value}`;
}

/** Those without a receipt of the same text, or that are not there in that size any more. */
async function missingArtefacts(
  api: MlflowApi,
  { info }: ServerRun,
  { artefacts }: RunImage,
  tags: ReadonlyMap<string, string>,
): Promise<readonly Artefact[]> {
  const there = new Map<string, number>();
  const isReceived = ({ path, text }: Artefact): boolean =>
    tags.get(receiptTag(path)) === sha256(text);
  // Without any receipt nothing has come yet, and there is nothing to ask for.
  if (artefacts.some(isReceived)) {
    for (const folder of new Set(artefacts.map(({ path }) => folderOf(path)))) {
      for (const [path, bytes] of await api.artefacts(info.run_id, folder)) there.set(path, bytes);
    }
  }
  return artefacts.filter(
    (one) => !isReceived(one) || there.get(one.path) !== Buffer.byteLength(one.text),
  );
}

function folderOf(path: string): string | undefined {
  const at = path.lastIndexOf('/');
  return at < 0 ? undefined : path.slice(0, at);
}

function receiptTag(path: string): string {
  return `assay.artefact.${path}`;
}
