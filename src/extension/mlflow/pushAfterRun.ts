import * as vscode from 'vscode';
import { InTurn } from '#base/inTurn.ts';
import type { FeatureNeeds } from '../features.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { deliveryText } from './deliveryText.ts';
import { keyOf, openServer, termsOf } from './openServer.ts';

const showLog = 'Show Log';
/** Milliseconds. */
const longest = 60_000;

/** Pushes of one window follow one another. */
const inTurn = new InTurn();
/** The last notice: the same one is not shown for each run while a server is away. */
let lastNotice = '';

/** Sends a run that has just ended, where the person's settings ask for it, and what waited. Never rejects. */
export function pushAfterRun(
  services: Services,
  needs: FeatureNeeds,
  root: string,
  id: string,
): Promise<void> {
  return inTurn.do(async () => {
    try {
      await push(services, needs, root, id);
    } catch (error) {
      services.log.error(error instanceof Error ? error : String(error));
      tell('The run was not sent to MLflow.');
    }
  });
}

async function push(
  services: Services,
  needs: FeatureNeeds,
  root: string,
  id: string,
): Promise<void> {
  const terms = termsOf(needs);
  if (!('value' in terms)) {
    if (terms.fault === 'unsafe') services.log.warn(terms.message);
    return;
  }
  const engine = services.workspace.project(root)?.engine;
  if (terms.value.push !== 'after-run' || !isTrusted() || engine === undefined) return;
  const run = await engine.history.find(id);
  if (run === undefined) return;
  const key = keyOf(services, needs, terms.value.trackingUri, isTrusted);
  const mlflow = openServer(engine, terms.value, key, needs);
  const signal = AbortSignal.timeout(longest);
  const first = await mlflow.push(run, signal);
  const later = first.kind === 'pushed' ? await mlflow.deliver('due', signal) : [];
  for (const delivery of [first, ...later]) {
    const text = deliveryText(delivery);
    if (delivery.kind === 'pushed') services.log.info(`${delivery.run}: ${text}`);
    else {
      services.log.warn(`${delivery.run}: ${text}`);
      tell(text);
    }
  }
  if (first.kind === 'pushed') lastNotice = '';
}

function tell(text: string): void {
  if (text === lastNotice) return;
  lastNotice = text;
  void vscode.window.showWarningMessage(text, showLog).then((choice) => {
    if (choice === showLog) void vscode.commands.executeCommand(commands.showLog);
  });
}

function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}
