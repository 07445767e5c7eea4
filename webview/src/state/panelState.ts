import {
  isFlag,
  isListOf,
  isMaybe,
  isNumber,
  isOneOf,
  isShape,
  isText,
  isWhole,
  type Guard,
} from '#base/guard.ts';
import { isRoute, isRowKey, type Route } from '#protocol/panel.ts';
import { isFilter, isSort } from '#protocol/panelGuards.ts';
import type { RowKey, RowsFilter, RowsSort } from '#protocol/panelRun.ts';

/** What the page remembers of itself: where one is and how things are laid out. Never a figure or a reply. */
export interface PanelState {
  readonly version: 1;
  readonly route: Route | undefined;
  readonly filter: RowsFilter;
  readonly sort: RowsSort | undefined;
  readonly selected: RowKey | undefined;
  readonly repeat: number;
  /** Columns of the case table that are not shown. */
  readonly hidden: readonly string[];
  /** The same of the table of Compare. */
  readonly hiddenCompared: readonly string[];
  /** How much of the width the rows have beside a case that is open, in percent. */
  readonly split: number;
  /** Parts that are folded out, by name. */
  readonly open: readonly string[];
  readonly isSideBySide: boolean;
  /** What a reply is laid against: `expected`, `baseline` or the number of a candidate. */
  readonly against: string;
  readonly only: CompareOnly | undefined;
  readonly compareText: string;
  readonly comparedCase: string | undefined;
  /** The figure that History draws, and the one that Compare scatters. */
  readonly figure: string;
  /** Runs of other programs are drawn among our own. */
  readonly hasForeign: boolean;
  readonly scattered: string | undefined;
  readonly switchFrom: string | undefined;
  readonly switchTo: string | undefined;
  /** Single keys do things. */
  readonly hasKeys: boolean;
}

export type CompareOnly = 'to-failed' | 'to-passed' | 'flipped' | 'moved';

/** Neither side of the split is narrower, in percent. */
export const leastSplit = 20;

export const firstState: PanelState = {
  version: 1,
  route: undefined,
  filter: {},
  sort: undefined,
  selected: undefined,
  repeat: 0,
  hidden: ['expected', 'tokens', 'tags'],
  hiddenCompared: [],
  split: 50,
  open: ['gate', 'metrics', 'messages', 'diff', 'scores'],
  isSideBySide: true,
  against: 'expected',
  only: undefined,
  compareText: '',
  comparedCase: undefined,
  figure: 'passRate',
  hasForeign: true,
  scattered: undefined,
  switchFrom: undefined,
  switchTo: undefined,
  hasKeys: true,
};

const isShare: Guard<number> = (value): value is number =>
  isNumber(value) && value >= leastSplit && value <= 100 - leastSplit;

const isState: Guard<PanelState> = isShape<PanelState>({
  version: (value): value is 1 => value === 1,
  route: isMaybe(isRoute),
  filter: isFilter,
  sort: isMaybe(isSort),
  selected: isMaybe(isRowKey),
  repeat: isWhole,
  hidden: isListOf(isText),
  hiddenCompared: isListOf(isText),
  split: isShare,
  open: isListOf(isText),
  isSideBySide: isFlag,
  against: isText,
  only: isMaybe(isOneOf(['to-failed', 'to-passed', 'flipped', 'moved'])),
  compareText: isText,
  comparedCase: isMaybe(isText),
  figure: isText,
  hasForeign: isFlag,
  scattered: isMaybe(isText),
  switchFrom: isMaybe(isText),
  switchTo: isMaybe(isText),
  hasKeys: isFlag,
});

/** What was kept may come from another version: then one begins anew. */
export function restoredState(kept: unknown): PanelState {
  return isState(kept) ? kept : firstState;
}
