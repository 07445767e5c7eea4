import * as vscode from 'vscode';
import { commands, contextKeys } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import { moneyText } from './outcomeText.ts';
import type { RunSession, SessionEnd } from './runSessions.ts';

/** A run that takes longer than this shows a notification that can cancel it. */
const longRunMs = 4000;

/** Running 3/48, cost so far, cancel: in the status bar; and how a run came out, said once. */
export const runStatus: Feature = (services) => {
  const { sessions } = services;
  const item = vscode.window.createStatusBarItem('assay.run', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Assay run';
  const timers = new Map<RunSession, NodeJS.Timeout>();
  const known = new Set<RunSession>();
  let isRunning = false;
  const show = (): void => {
    const { active } = sessions;
    if (active.length > 0 !== isRunning) {
      isRunning = active.length > 0;
      void vscode.commands.executeCommand('setContext', contextKeys.isRunning, isRunning);
    }
    if (active.length === 0) {
      item.hide();
      return;
    }
    item.text = `$(sync~spin) Assay ${progressText(active)}`;
    item.tooltip = 'Click to cancel. What has been answered is kept.';
    item.command = commands.cancelRuns;
    item.show();
  };
  return vscode.Disposable.from(
    item,
    sessions.onDidChange((session) => {
      if (!known.has(session)) {
        known.add(session);
        const timer = setTimeout(() => {
          notify(services, session);
        }, longRunMs);
        timers.set(session, timer);
        void session.done.then((end) => {
          clearTimeout(timers.get(session));
          timers.delete(session);
          known.delete(session);
          void report(services, session, end);
        });
      }
      show();
    }),
    {
      dispose: () => {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    },
  );
};

function progressText(sessions: readonly RunSession[]): string {
  let finished = 0;
  let planned = 0;
  let spentUsd = 0;
  for (const { progress, manifest } of sessions) {
    finished += progress?.finished ?? 0;
    planned += progress?.planned ?? manifest?.trials ?? 0;
    spentUsd += progress?.spentUsd ?? 0;
  }
  if (planned === 0) return 'is preparing a run';
  return `${finished}/${planned}${spentUsd > 0 ? ` · ${moneyText(spentUsd)}` : ''}`;
}

function notify({ sessions }: Services, session: RunSession): void {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Assay is running',
    cancellable: true,
  };
  void vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => {
      session.cancel();
    });
    let shown = 0;
    const advance = (): void => {
      const { progress: now, manifest } = session;
      const planned = now?.planned ?? manifest?.trials ?? 0;
      if (planned === 0) return;
      const percent = ((now?.finished ?? 0) / planned) * 100;
      progress.report({ message: progressText([session]), increment: percent - shown });
      shown = percent;
    };
    advance();
    const listener = sessions.onDidChange((one) => {
      if (one === session) advance();
    });
    await session.done;
    listener.dispose();
  });
}

/** The words for how runs end are loaded when one does. */
async function report(services: Services, session: RunSession, end: SessionEnd): Promise<void> {
  const { reportEnd } = await import('./reportEnd.ts');
  reportEnd(services, session, end);
}
