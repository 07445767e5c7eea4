import { resolve } from 'node:path';
import { kubernetesFiles, type KubernetesPlan } from '../ci/kubernetes.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { tellWritten, writeMissing } from './writeMissing.ts';

export interface InitKubernetesOptions extends Omit<KubernetesPlan, 'keys'> {
  readonly key: readonly string[];
}

/** Writes a Job whose pods take a part of the merge tier each, and one that joins them; never replaces a file. */
export async function initKubernetesCommand(
  context: Context,
  folder: string,
  { key: keys, ...plan }: InitKubernetesOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { files } = await context.open();
  const project = resolve(context.cwd, folder);
  const texts = kubernetesFiles({ ...plan, keys });
  tellWritten(out, context.cwd, project, await writeMissing(files, project, texts));
  err.line();
  err.line('Next:');
  err.line('  Build the image: the project in its working directory, with "npm ci" done there.');
  if (keys.length > 0) {
    err.line('  Put the keys into a Secret, from a file that git does not know:');
    err.line(`    kubectl create secret generic ${plan.secret} --from-env-file=keys.env`);
  }
  err.line('  Each time, once the Jobs of the last time are gone:');
  err.line('    kubectl delete job assay-parts assay-merge --ignore-not-found');
  err.line('    kubectl apply -f kubernetes/assay-parts.yml');
  err.line('    kubectl wait --for=condition=complete --timeout=2h job/assay-parts');
  err.line('    kubectl apply -f kubernetes/assay-merge.yml');
  err.line(
    '  The reports are in the folder "report" of the claim, the result in the log of the Job.',
  );
  return exitCodes.fine;
}
