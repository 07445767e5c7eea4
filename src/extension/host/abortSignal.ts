import type * as vscode from 'vscode';

/** A signal that follows a token until it is disposed. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** The one place where VS Code's cancellation becomes the engine's. Without a token nothing cancels. */
export function signalOf(token: vscode.CancellationToken | undefined): LinkedSignal {
  if (token?.isCancellationRequested === true) {
    return { signal: AbortSignal.abort(), dispose: () => undefined };
  }
  const controller = new AbortController();
  const listener = token?.onCancellationRequested(() => {
    listener?.dispose();
    controller.abort();
  });
  return {
    signal: controller.signal,
    dispose: () => {
      listener?.dispose();
    },
  };
}
