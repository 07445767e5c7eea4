import { ModelError, type ModelErrorCode } from '../models/modelError.ts';

export type MlflowErrorCode =
  | ModelErrorCode
  | 'experiment-deleted'
  | 'not-mlflow'
  | 'too-many-runs';

/** The only thing that a talk with MLflow rejects with. The message says what happened, `next` what to do. */
export class MlflowError extends Error {
  readonly code: MlflowErrorCode;
  readonly next: string;
  /** MLflow's own code: `RESOURCE_ALREADY_EXISTS`. */
  readonly serviceCode: string | undefined;

  constructor(code: MlflowErrorCode, message: string, next: string, serviceCode?: string) {
    super(message);
    this.name = 'MlflowError';
    this.code = code;
    this.next = next;
    this.serviceCode = serviceCode;
  }

  /** The same may work later, without anybody doing anything. */
  get isPassing(): boolean {
    return passing.has(this.code);
  }
}

const passing: ReadonlySet<MlflowErrorCode> = new Set([
  'network',
  'timeout',
  'server-error',
  'overloaded',
  'rate-limited',
  'conflict',
]);

/** What the one egress says, in MLflow's words. */
export function mlflowErrorOf(error: unknown): MlflowError {
  if (error instanceof MlflowError) return error;
  if (!(error instanceof ModelError)) throw error;
  const { code, message, detail } = error;
  return new MlflowError(code, message, nextSteps[code], detail.serviceCode);
}

const credentials =
  'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, to what the server takes.';
const later = 'Try again later.';
const serverLog = 'Look into the log of the MLflow server.';
const address = 'the address of the MLflow server ("assay mlflow status" shows it)';

const nextSteps: Readonly<Record<ModelErrorCode, string>> = {
  unauthorized: credentials,
  'missing-key': credentials,
  redirected: `Put the address that it is sent on to, with https://, in place of ${address}.`,
  'model-not-found': `Check ${address}; a path such as /mlflow may be missing.`,
  'bad-reply': `Check ${address}; a path such as /mlflow may be missing.`,
  network: `Check that the server runs, and ${address}.`,
  timeout: `Check that the server runs, and ${address}.`,
  'origin-refused': 'Use https://, or http:// on this machine alone.',
  'too-long':
    'The server takes smaller requests than MLflow’s own limits; raise the limit of the proxy before it.',
  'server-error': later,
  overloaded: later,
  'rate-limited': later,
  'daily-limit': later,
  conflict: later,
  cancelled: later,
  'bad-request': serverLog,
  local: serverLog,
  'out-of-credit': serverLog,
  'not-recorded': serverLog,
  'not-cached': serverLog,
  'not-submitted': serverLog,
  'batch-expired': serverLog,
  'batch-cancelled': serverLog,
  'batch-failed': serverLog,
  'batch-lost': serverLog,
  'budget-reached': serverLog,
};
