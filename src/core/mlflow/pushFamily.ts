import { isCode, type MlflowApi } from './api.ts';
import type { RunFamily, RunImage } from './image.ts';
import { MlflowError } from './mlflowError.ts';
import { settleRun, type Settled } from './settleRun.ts';
import type { ServerRun } from './shapes.ts';

/** What a push of one family did. */
export interface PushedFamily extends Settled {
  readonly experiment: string;
  readonly experimentId: string;
  /** Ids in MLflow. */
  readonly parent: string;
  readonly children: readonly string[];
  readonly created: number;
}

/**
 * Brings a family to the server. What is there already is found by its tags and compared; only what differs is written, so
 * that a push that broke off is gone on with, and a second one changes nothing. Rejects with `MlflowError`.
 */
export async function pushFamily(api: MlflowApi, family: RunFamily): Promise<PushedFamily> {
  const experimentId = await experimentOf(api, family.experiment);
  const images = [family.parent, ...family.children];
  const known = await findRuns(api, experimentId, family.run);
  const missing = images.filter(({ candidate }) => !known.has(candidate));
  for (const image of missing) {
    await api.createRun({
      experiment: experimentId,
      name: image.name,
      startMs: image.startMs,
      tags: [
        { key: 'assay.run', value: family.run },
        { key: 'assay.candidate', value: image.candidate },
      ],
    });
  }
  // Looked for again: another push may have made the same ones meanwhile.
  const runs = missing.length === 0 ? known : await findRuns(api, experimentId, family.run);
  const idOf = ({ candidate }: RunImage): ServerRun => {
    const found = runs.get(candidate);
    if (found !== undefined) return found;
    throw new MlflowError(
      'conflict',
      'A run that was just made cannot be found in MLflow.',
      'Try again later; somebody may be deleting it.',
    );
  };
  const parent = idOf(family.parent);
  let settled: Settled = { written: 0, notes: [] };
  const children: string[] = [];
  for (const image of family.children) {
    const child = idOf(image);
    children.push(child.info.run_id);
    const tags = new Map([...image.tags, ['mlflow.parentRunId', parent.info.run_id]]);
    settled = joined(settled, await settleRun(api, child, { ...image, tags }));
  }
  // Last, so that a parent that has ended stands for a family that is whole.
  settled = joined(settled, await settleRun(api, parent, family.parent));
  return {
    experiment: family.experiment,
    experimentId,
    parent: parent.info.run_id,
    children,
    created: missing.length,
    ...settled,
  };
}

function joined(one: Settled, other: Settled): Settled {
  return {
    written: one.written + other.written,
    notes: [...new Set([...one.notes, ...other.notes])],
  };
}

async function experimentOf(api: MlflowApi, name: string): Promise<string> {
  const found = await api.experimentNamed(name);
  if (found === undefined) {
    try {
      return await api.createExperiment(name);
    } catch (error) {
      // Another push was quicker.
      const made = isCode(error, 'RESOURCE_ALREADY_EXISTS')
        ? await api.experimentNamed(name)
        : undefined;
      if (made === undefined) throw error;
      return made.id;
    }
  }
  if (!found.isDeleted) return found.id;
  throw new MlflowError(
    'experiment-deleted',
    `The experiment "${name}" was deleted in MLflow.`,
    'Restore it in MLflow, or name another one under "mlflow: experiment:".',
  );
}

/**
 * The runs of one run of Assay, by candidate. MLflow has no rule that a tag is unique: where two pushes raced, one of the
 * twins is kept, the same whoever looks, and the others are deleted; they can be brought back in MLflow.
 */
async function findRuns(
  api: MlflowApi,
  experiment: string,
  run: string,
): Promise<ReadonlyMap<string, ServerRun>> {
  const found = await api.searchRuns({ experiment, filter: `tags.\`assay.run\` = '${run}'` });
  const kept = new Map<string, ServerRun>();
  const byId = found.toSorted((a, b) => (a.info.run_id < b.info.run_id ? -1 : 1));
  for (const one of byId) {
    const candidate = tagOf(one, 'assay.candidate');
    if (candidate === undefined) continue;
    const other = kept.get(candidate);
    if (other === undefined) {
      kept.set(candidate, one);
      continue;
    }
    const [keep, drop] = weight(one) > weight(other) ? [one, other] : [other, one];
    kept.set(candidate, keep);
    await deleteTwin(api, drop.info.run_id);
  }
  return kept;
}

/** The other push may have deleted it already. */
async function deleteTwin(api: MlflowApi, id: string): Promise<void> {
  try {
    await api.deleteRun(id);
  } catch (error) {
    const isGone = ['INVALID_PARAMETER_VALUE', 'INVALID_STATE', 'RESOURCE_DOES_NOT_EXIST'].some(
      (code) => isCode(error, code),
    );
    if (!isGone) throw error;
  }
}

/** The one that holds more is further on; the same for both goes by id. */
function weight({ data }: ServerRun): number {
  return data.tags.length + data.params.length + data.metrics.length;
}

export function tagOf({ data }: ServerRun, key: string): string | undefined {
  return data.tags.find((tag) => tag.key === key)?.value;
}
