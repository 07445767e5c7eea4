import { connect, type Client, type Outcome } from '#base/rpc.ts';
import type { PageMessages } from '#extension/panel/pagePort.ts';
import { isPanelNotice, type PanelMethods, type PanelNotice } from '#protocol/panel.ts';
import { panelResults } from '#protocol/panelGuards.ts';

type Hear = (message: unknown) => void;

/** A webview without a window: what is posted arrives with the next turn of the loop. */
export class FakePage implements PageMessages {
  /** Everything that the host posted. */
  readonly posted: unknown[] = [];
  readonly notices: PanelNotice[] = [];
  private readonly atHost = new Set<Hear>();
  private readonly atPage = new Set<Hear>();
  private client: Client<PanelMethods>;

  constructor() {
    this.client = this.load();
  }

  postMessage(message: unknown): Promise<boolean> {
    this.posted.push(message);
    setImmediate(() => {
      for (const hear of this.atPage) hear(structuredClone(message));
    });
    return Promise.resolve(true);
  }

  onDidReceiveMessage(hear: Hear): { dispose(): void } {
    this.atHost.add(hear);
    return { dispose: () => this.atHost.delete(hear) };
  }

  /** As the page does, whatever it says. */
  send(message: unknown): void {
    for (const hear of this.atHost) hear(structuredClone(message));
  }

  /** The page is loaded once more, and knows nothing of before. */
  reload(): void {
    this.atPage.clear();
    this.client = this.load();
  }

  ask<K extends keyof PanelMethods>(
    method: K,
    params: PanelMethods[K]['params'],
    signal?: AbortSignal,
  ): Promise<Outcome<PanelMethods[K]['result']>> {
    return this.client.ask(method, params, signal);
  }

  private load(): Client<PanelMethods> {
    const port = {
      post: (packet: unknown) => this.send(packet),
      listen: (hear: Hear) => {
        this.atPage.add(hear);
        return () => void this.atPage.delete(hear);
      },
    };
    return connect<PanelMethods, PanelNotice>(port, panelResults, {
      guard: isPanelNotice,
      hear: (notice) => this.notices.push(notice),
    });
  }
}
