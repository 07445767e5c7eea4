import type { Client } from '#base/rpc.ts';
import type { PanelMethod, PanelMethods, Route } from '#protocol/panel.ts';
import type { PanelState } from './state/panelState.ts';

/** What every part of the page is given. */
export interface Panel {
  readonly host: Client<PanelMethods>;
  readonly state: PanelState;
  change(change: Partial<PanelState>): void;
  /** Goes to another place; what was selected there before is forgotten. */
  go(route: Route): void;
  /** Says something to those who listen instead of looking. */
  say(text: string): void;
  /** Asks for something to be done and says what came of it. */
  act<K extends PanelMethod>(
    method: K,
    params: PanelMethods[K]['params'],
    whenDone: string,
  ): Promise<boolean>;
}

/** How often the host said that something changed; who shows it asks again when its number rises. */
export type Changes = Readonly<Record<string, number>>;
