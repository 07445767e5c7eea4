import * as vscode from 'vscode';
import { guarded } from '../commands/guarded.ts';
import { pickRun } from '../commands/picks.ts';
import type { FeatureNeeds } from '../features.ts';
import { signalOf } from '../host/abortSignal.ts';
import { noticeText } from '../host/noticeText.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { deliveryText } from './deliveryText.ts';
import { keyOf, openServer, termsOf } from './openServer.ts';

const setServer = 'Set Server';

/** "Push Run to MLflow": one run, whatever is set for runs that end. */
export function pushToMlflow(needs: FeatureNeeds): Feature {
  return (services) =>
    guarded(services, commands.pushToMlflow, async (value) => {
      if (!requireTrust('Sending a run to MLflow')) return;
      const terms = termsOf(needs);
      if (!('value' in terms)) {
        const text = terms.fault === 'unset' ? 'No MLflow server is set.' : terms.message;
        const choice = await vscode.window.showWarningMessage(noticeText(text, 300), setServer);
        if (choice === setServer) await vscode.commands.executeCommand(commands.setMlflow);
        return;
      }
      const picked = await pickRun(services, value, 'Which run?');
      if (picked === undefined) return;
      const { trackingUri } = terms.value;
      const key = keyOf(services, needs, trackingUri, () => vscode.workspace.isTrusted);
      const mlflow = openServer(picked.project.engine, terms.value, key, needs);
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: `Assay: sending a run to ${noticeText(new URL(trackingUri).origin)}`,
        cancellable: true,
      };
      const delivery = await vscode.window.withProgress(options, async (_progress, token) => {
        const link = signalOf(token);
        try {
          return await mlflow.push(picked.run, link.signal);
        } finally {
          link.dispose();
        }
      });
      const text = deliveryText(delivery);
      services.log.info(`${delivery.run}: ${text}`);
      if (delivery.kind === 'pushed') void vscode.window.showInformationMessage(text);
      else void vscode.window.showWarningMessage(text);
    });
}
