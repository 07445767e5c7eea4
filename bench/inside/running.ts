import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { eventually } from '../../test/extension/eventually.ts';
import { providerLog } from '../../test/extension/provider.ts';
import { openApi, openWorkspaceFile } from '../../test/extension/window.ts';
import { datasetPrompt, writeWorkspace, writings } from './files.ts';
import { after, measured } from './tell.ts';

const cases = 2000;
const resolutionMs = 10;

/** A run of many cases with everything in sight that shows it, and one that is cancelled. */
export async function running(): Promise<void> {
  const rows = Array.from({ length: cases }, (_, at) => writings.jsonl.row(`case-${at}`));
  await writeWorkspace({
    'again.prompt.yml': datasetPrompt('again', 'rows.jsonl'),
    'rows.jsonl': rows.join(''),
  });
  const { sessions, workspace } = await openApi();
  await vscode.commands.executeCommand('assay.prompts.focus');
  await openWorkspaceFile('again.prompt.yml');
  await openWorkspaceFile('rows.jsonl');
  const prompt = await eventually('the prompt is known', () => workspace.projects[0]?.prompts[0]);
  await workspace.casesOf(prompt);
  await after(1000);
  const target = { root: prompt.root, prompts: [prompt.path] };

  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const startedAt = performance.now();
  delay.enable();
  const end = await sessions.start({ target, origin: 'person' }).done;
  const wallMs = performance.now() - startedAt;
  // What the end leads to belongs to the run.
  await after(500);
  delay.disable();
  if (end.kind !== 'ended') throw new Error(JSON.stringify(end));
  measured('finished', end.summary.candidates[0]?.states.replied ?? 0);
  measured('wall', wallMs);
  measured('p50', delay.percentile(50) / 1e6 - resolutionMs);
  measured('p99', delay.percentile(99) / 1e6 - resolutionMs);
  measured('max', delay.max / 1e6 - resolutionMs);

  const cancelled = sessions.start({ target, origin: 'person' });
  await eventually(
    'some cases have ended',
    () => (cancelled.progress?.finished ?? 0) >= 300,
    60_000,
  );
  const cancelledAt = performance.now();
  cancelled.cancel();
  await cancelled.done;
  measured('cancel', performance.now() - cancelledAt);
  // What was sent before may still be on its way to the provider.
  await after(100);
  const before = (await providerLog()).count;
  await after(1000);
  measured('afterCancel', (await providerLog()).count - before);
}
