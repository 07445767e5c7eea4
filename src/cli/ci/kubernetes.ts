import { commentLines } from './commands.ts';

export interface KubernetesPlan {
  /** With the project as its working directory, and Assay among its dependencies. */
  readonly image: string;
  readonly keys: readonly string[];
  readonly shards: number;
  /** Name of the Secret that has the keys under their own names. */
  readonly secret: string;
  /** Of a storage class that several nodes may write to. Absent: the cluster's own. */
  readonly storageClass?: string;
}

const claim = 'assay-parts';

/** Two files, since a Job cannot wait for another one: parts first, and what joins them once they are complete. */
export function kubernetesFiles(plan: KubernetesPlan): Readonly<Record<string, string>> {
  return {
    'kubernetes/assay-parts.yml': `${heading}${claimText(plan)}---\n${partsJob(plan)}`,
    'kubernetes/assay-merge.yml': `${heading}${mergeJob(plan)}`,
  };
}

const heading = `${commentLines('#').replace('init ci', 'init kubernetes')}\n`;

/** Parts are handed over in it, and reports: every node has to reach it. */
function claimText({ storageClass }: KubernetesPlan): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${claim}
spec:
  accessModes: [ReadWriteMany]
${storageClass === undefined ? '' : `  storageClassName: ${quoted(storageClass)}\n`}  resources:
    requests:
      storage: 1Gi
`;
}

function partsJob(plan: KubernetesPlan): string {
  const { shards, keys, secret } = plan;
  const env = keys
    .map(
      (key) => `            - name: ${key}
              valueFrom:
                secretKeyRef:
                  name: ${secret}
                  key: ${key}
`,
    )
    .join('');
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: assay-parts
spec:
  completionMode: Indexed
  completions: ${shards}
  parallelism: ${shards}
  # A node that goes away costs its part alone another try; replies that were paid for are asked for again.
  backoffLimitPerIndex: 2
  podFailurePolicy:
    rules:
      # Usage, configuration, model policy: the next try would end in the same way.
      - action: FailIndex
        onExitCodes:
          containerName: part
          operator: In
          values: [2, 3]
  activeDeadlineSeconds: 7200
${podTemplate(plan, {
  name: 'part',
  env,
  // The index begins at 0.
  command: `${besideProject} && npx --no-install assay run --tier merge --shard "$((JOB_COMPLETION_INDEX + 1))/${shards}" --part-folder "$SHARED/parts"`,
})}`;
}

function mergeJob(plan: KubernetesPlan): string {
  const reports = ['html=report.html', 'junit=junit.xml', 'pull-request=comment.md']
    .map((one) => `--report ${one.replace('=', '="$SHARED"/report/')}`)
    .join(' ');
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: assay-merge
spec:
  # Its exit code is that of the whole run: a gate that failed does so again.
  backoffLimit: 0
  activeDeadlineSeconds: 1800
${podTemplate(plan, {
  name: 'merge',
  env: '',
  command: `${besideProject} && mkdir -p "$SHARED/report" && npx --no-install assay merge "$SHARED"/parts/part-*-of-${plan.shards} --baseline ${reports}`,
})}`;
}

/** The image cannot be written to, so the project is worked on in a copy. */
const besideProject = 'cp -R . "$WORK" && cd "$WORK"';

function podTemplate(
  { image }: KubernetesPlan,
  { name, env, command }: { readonly name: string; readonly env: string; readonly command: string },
): string {
  return `  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: ${name}
          image: ${quoted(image)}
          command:
            - sh
            - -eu
            - -c
            - >-
              ${command}
          env:
            - name: HOME
              value: /work/home
            - name: WORK
              value: /work/project
            - name: SHARED
              value: /shared
${env}          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          resources:
            requests:
              cpu: 250m
              memory: 256Mi
              ephemeral-storage: 1Gi
            limits:
              cpu: '1'
              memory: 1Gi
              ephemeral-storage: 4Gi
          volumeMounts:
            - name: work
              mountPath: /work
            - name: shared
              mountPath: /shared
      volumes:
        - name: work
          emptyDir:
            sizeLimit: 4Gi
        - name: shared
          persistentVolumeClaim:
            claimName: ${claim}
`;
}

/** As YAML. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
