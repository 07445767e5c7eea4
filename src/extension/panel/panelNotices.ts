import { coalesce } from '../running/coalesce.ts';
import type { PanelNotice } from '#protocol/panel.ts';
import type { Clock } from '#core/ports.ts';

export type Changed =
  | { readonly what: 'run'; readonly run: string }
  | { readonly what: 'runs' | 'baselines' | 'models' | 'labels' };

/** However much happens in between, the page is told four times a second at most. */
const gatherMs = 250;

export interface PanelNotices {
  add(changed: Changed): void;
  dispose(): void;
}

/** Tells the page what changed, each thing once. */
export function panelNotices(
  tell: (notice: PanelNotice) => void,
  clock?: Pick<Clock, 'timer'>,
): PanelNotices {
  return coalesce<Changed>(
    gatherMs,
    (items) => {
      const unique = new Map(items.map((one) => [JSON.stringify(one), one]));
      for (const changed of unique.values()) tell({ kind: 'changed', ...changed });
    },
    clock,
  );
}
