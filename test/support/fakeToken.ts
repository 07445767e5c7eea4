import type { signalOf } from '#extension/host/abortSignal.ts';

type CancellationToken = NonNullable<Parameters<typeof signalOf>[0]>;

/** A cancellation token that a test cancels. */
export class FakeToken implements CancellationToken {
  isCancellationRequested = false;
  private readonly hearers = new Set<() => void>();

  readonly onCancellationRequested = (hearer: (event: unknown) => unknown): { dispose(): void } => {
    const hear = (): void => {
      hearer(undefined);
    };
    this.hearers.add(hear);
    return { dispose: () => this.hearers.delete(hear) };
  };

  get listeners(): number {
    return this.hearers.size;
  }

  cancel(): void {
    if (this.isCancellationRequested) return;
    this.isCancellationRequested = true;
    for (const hear of this.hearers) hear();
  }
}

export class FakeTokenSource {
  readonly token = new FakeToken();
  isDisposed = false;

  cancel(): void {
    this.token.cancel();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
