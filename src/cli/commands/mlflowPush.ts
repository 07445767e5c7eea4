import { plainJson } from '#base/plainText.ts';
import type { StoredRun } from '#core/engine.ts';
import type { Delivery } from '#core/mlflow/mlflow.ts';
import { counted } from '#core/report/numbers.ts';
import { runStartMs } from '#core/store/ulid.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodeOfFailures, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import type { Echo } from '../terminal/echo.ts';
import { findRun } from './findRun.ts';
import { openMlflow } from './mlflowDoor.ts';

export interface MlflowPushOptions {
  readonly all?: true;
  /** Milliseconds. */
  readonly since?: number;
  readonly require?: true;
  readonly format: 'table' | 'json';
}

/** Sends runs, then what waits. What cannot be sent now is kept for later, which is no failure unless asked for. */
export async function mlflowPush(
  context: Context,
  ids: readonly string[],
  options: MlflowPushOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const opened = await openMlflow(context);
  if (typeof opened === 'number') return opened;
  const { app, mlflow } = opened;
  const runs = await chosenRuns(app, ids, options);
  if ('refusal' in runs) {
    err.line(['bad', 'error'], ` ${runs.refusal}`);
    return exitCodes.configuration;
  }
  using signals = hearSignals(process, app.clock, (text) => {
    err.line(text);
  });
  const deliveries: Delivery[] = [];
  const isMany = runs.length > 1;
  let isDown = false;
  for (const run of runs) {
    if (isDown || signals.wasInterrupted()) {
      await mlflow.later(run);
      continue;
    }
    const delivery = await mlflow.push(run, signals.stopping);
    // Of many those that have not ended are not asked for by name.
    if (isMany && delivery.kind === 'refused' && !('value' in run.summary)) continue;
    deliveries.push(delivery);
    isDown = delivery.kind === 'waiting';
  }
  if (!isDown && !signals.wasInterrupted()) {
    deliveries.push(...(await mlflow.deliver('all', signals.stopping)));
  }
  if (options.format === 'json')
    out.json(plainJson({ version: 1, runs: deliveries.map(asJson) }, 2));
  for (const one of deliveries) {
    if (options.format === 'table' && one.kind === 'pushed') out.line(pushedLine(one));
    tell(err, one);
  }
  const waiting = (await mlflow.waiting()).length;
  if (waiting > 0) err.line(`${counted(waiting, 'run')} waiting in the outbox.`);
  if (signals.wasInterrupted()) return exitCodes.interrupted;
  return exitCodeOfDeliveries(deliveries, options.require === true);
}

/** After a run, where the user's configuration asks for it. Never more than a warning. */
export async function pushAfterRun(
  app: App,
  id: string,
  err: Echo,
  stopping: AbortSignal,
): Promise<void> {
  const { terms, open } = app.mlflow;
  if (!('value' in terms)) {
    if (terms.fault === 'unsafe') err.line(['caution', 'warning'], ` ${terms.message}`);
    return;
  }
  if (terms.value.push !== 'after-run') return;
  try {
    const mlflow = await open(terms.value);
    const run = await app.engine.history.find(id);
    if (run === undefined) return;
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(afterRunMs)]);
    const delivery = await mlflow.push(run, signal);
    if (delivery.kind === 'pushed') {
      err.line(`MLflow: ${pushedLine(delivery)}`);
      for (const one of await mlflow.deliver('due', signal)) tell(err, one);
    } else {
      tell(err, delivery);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    err.line(['caution', 'warning'], ` The run was not sent to MLflow: ${why}`);
  }
}

/** Milliseconds. Longer nobody waits for the end of a run that is over. */
const afterRunMs = 60_000;

async function chosenRuns(
  { engine, clock }: App,
  ids: readonly string[],
  { all, since }: MlflowPushOptions,
): Promise<readonly StoredRun[] | { readonly refusal: string }> {
  if (all === true || since !== undefined) {
    if (ids.length > 0) return { refusal: 'Name runs, or give --all or --since, not both.' };
    const oldest = since === undefined ? 0 : clock.now() - since;
    return (await engine.history.list()).filter(({ id }) => runStartMs(id) >= oldest).toReversed();
  }
  const found: StoredRun[] = [];
  for (const id of ids.length === 0 ? ['last'] : ids) {
    const one = await findRun({ engine }, id);
    if ('refusal' in one) return one;
    found.push(one.run);
  }
  return found;
}

/** `01J…: 3 runs in the experiment "assay/shop" (4 requests)`. */
function pushedLine({ run, families }: Extract<Delivery, { kind: 'pushed' }>): string {
  const parts = families.map(({ experiment, children, created, written }) => {
    const where = `${counted(children.length + 1, 'run')} in the experiment "${experiment}"`;
    if (created === 0 && written === 0) return `${where}, nothing new`;
    return created === 0 ? `${where}, brought up to date` : where;
  });
  return `${run}: ${parts.join('; ')}`;
}

function tell(err: Echo, delivery: Delivery): void {
  switch (delivery.kind) {
    case 'pushed':
      for (const { notes } of delivery.families) {
        for (const note of notes) err.line(['caution', 'warning'], ` ${note}`);
      }
      break;
    case 'waiting': {
      const { message, next } = delivery.error;
      err.line(
        ['caution', 'warning'],
        ` The run ${delivery.run} is not in MLflow yet. ${message} ${next}`,
      );
      err.line('It is kept, and sent with the next push: ', ['strong', 'assay mlflow push']);
      break;
    }
    case 'refused':
      err.line(['bad', 'error'], ` ${delivery.why}`);
      break;
  }
}

/** What a person has to put right is a failure; what time may heal only where it is asked for. */
function exitCodeOfDeliveries(deliveries: readonly Delivery[], isRequired: boolean): ExitCode {
  const failed = deliveries.flatMap((one) => (one.kind === 'waiting' ? [one.error] : []));
  const counting = failed.filter(({ isPassing }) => isRequired || !isPassing);
  if (counting.length > 0) return exitCodeOfFailures(counting.map(({ code }) => code));
  return deliveries.some(({ kind }) => kind === 'refused')
    ? exitCodes.configuration
    : exitCodes.fine;
}

function asJson(delivery: Delivery): unknown {
  if (delivery.kind !== 'waiting') return delivery;
  const { code, message, next } = delivery.error;
  return { kind: delivery.kind, run: delivery.run, code, message, next };
}
