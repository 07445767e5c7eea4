import * as vscode from 'vscode';
import type { Feature } from '../services.ts';

/** A sample in a folder that was not open: shown once the window has started again with it. */
export interface AwaitedSample {
  readonly folder: string;
  readonly written: readonly string[];
}

export const awaitedKey = 'sample.openAfterReload';

export const sampleAfterReload: Feature = (services) => {
  if (services.context.globalState.get(awaitedKey) !== undefined) {
    void import('./createSample.ts').then(({ openAwaited }) => openAwaited(services));
  }
  return vscode.Disposable.from();
};
