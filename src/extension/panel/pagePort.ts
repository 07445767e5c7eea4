import type { Port } from '#base/rpc.ts';

/** What is needed of a webview. */
export interface PageMessages {
  postMessage(message: unknown): PromiseLike<boolean>;
  onDidReceiveMessage(hear: (message: unknown) => void): { dispose(): void };
}

/** Requests of one page are numbered below this. */
const perPage = 1e9;

/**
 * A webview as a port. A page that was loaded again counts its requests from 1 once more: what the page before it had
 * asked for is cancelled, and no answer to that reaches the new one.
 */
export function pagePort(page: PageMessages): Port {
  let pages = 0;
  const open = new Set<number>();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview, no window
  const post = (packet: unknown): void => void page.postMessage(packet);
  return {
    post(packet) {
      const id = idOf(packet);
      if (id === undefined) post(packet);
      else {
        open.delete(id);
        const isOfThisPage = Math.floor(id / perPage) === pages;
        if (isOfThisPage) post(withId(packet, id % perPage));
      }
    },
    listen(hear) {
      const listening = page.onDidReceiveMessage((packet) => {
        const id = idOf(packet);
        // No page counts so; what comes without a number is nothing that could be answered.
        if (id === undefined || id < 1 || id >= perPage) return;
        if (id === 1 && isRequest(packet)) {
          pages += 1;
          for (const old of open) hear({ kind: 'cancel', id: old });
          open.clear();
        }
        const own = pages * perPage + id;
        if (isRequest(packet)) open.add(own);
        hear(withId(packet, own));
      });
      return () => listening.dispose();
    },
  };
}

function idOf(packet: unknown): number | undefined {
  if (typeof packet !== 'object' || packet === null || !('id' in packet)) return undefined;
  return Number.isSafeInteger(packet.id) ? Number(packet.id) : undefined;
}

function withId(packet: unknown, id: number): unknown {
  return typeof packet === 'object' ? { ...packet, id } : packet;
}

function isRequest(packet: unknown): boolean {
  return (
    typeof packet === 'object' && packet !== null && 'kind' in packet && packet.kind === 'request'
  );
}
