import { connect, type Client } from '#base/rpc.ts';
import { isPanelNotice, type PanelMethods, type PanelNotice } from '#protocol/panel.ts';
import { panelResults } from '#protocol/panelGuards.ts';

/** What VS Code gives a webview, once. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => WebviewApi;

export interface Host {
  readonly client: Client<PanelMethods>;
  readonly kept: unknown;
  keep(state: unknown): void;
}

export function openHost(hear: (notice: PanelNotice) => void): Host {
  const api = acquireVsCodeApi();
  const client = connect<PanelMethods, PanelNotice>(
    {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's own function has none
      post: (packet) => api.postMessage(packet),
      listen: (hearPacket) => {
        const listener = ({ data }: MessageEvent): void => hearPacket(data);
        window.addEventListener('message', listener);
        return () => window.removeEventListener('message', listener);
      },
    },
    panelResults,
    { guard: isPanelNotice, hear },
  );
  return { client, kept: api.getState(), keep: (state) => api.setState(state) };
}
