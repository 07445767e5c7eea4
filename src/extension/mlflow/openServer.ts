import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { thisProcess } from '#core/adapters/thisProcess.ts';
import type { Engine } from '#core/engine.ts';
import { openMlflow, type Mlflow } from '#core/mlflow/mlflow.ts';
import {
  mlflowInEnvironment,
  mlflowTerms,
  type FoundTerms,
  type MlflowTerms,
} from '#core/mlflow/terms.ts';
import { gitUser } from '#core/project/gitUser.ts';
import { gitConfigPaths } from '#core/project/userFolders.ts';
import type { FeatureNeeds } from '../features.ts';
import { logTo } from '../host/log.ts';
import type { Services } from '../services.ts';
import { openMlflowKey, type MlflowKey } from './mlflowKey.ts';

/** What the person says of MLflow: the setting wins over the environment, which wins over the file. */
export function termsOf({ providers }: Pick<FeatureNeeds, 'providers'>): FoundTerms {
  const { setting, file } = providers.current.mlflow;
  const [problem] = setting.problems;
  if (problem !== undefined) {
    return {
      fault: 'unsafe',
      message: `The setting assay.mlflow: ${problem.message} ${problem.next}`,
    };
  }
  return mlflowTerms([
    { foundIn: 'setting assay.mlflow', ...setting.value },
    mlflowInEnvironment(process.env),
    { foundIn: 'user configuration', ...file },
  ]);
}

export function keyOf(
  { context, log }: Services,
  { known }: Pick<FeatureNeeds, 'known'>,
  trackingUri: string,
  isTrusted: () => boolean,
): MlflowKey {
  const { env } = process;
  return openMlflowKey({
    trackingUri,
    env,
    known,
    isTrusted,
    log: logTo(log),
    entries: context.secrets,
  });
}

/** The person's server for one project. Requests go through the window's `fetch`, which sends nothing in Restricted Mode. */
export function openServer(
  { root, history }: Pick<Engine, 'root' | 'history'>,
  terms: MlflowTerms,
  key: MlflowKey,
  { ports }: Pick<FeatureNeeds, 'ports'>,
): Mlflow {
  const files = nodeFiles(nodeClock);
  return openMlflow({
    ports: { ...ports, files },
    root,
    history,
    self: thisProcess,
    terms,
    credential: () => key.credential(),
    person: () => gitUser(files, root, gitConfigPaths(process.env)),
  });
}
