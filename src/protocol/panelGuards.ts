import {
  isFlag,
  isListOf,
  isMaybe,
  isOneOf,
  isShape,
  isText,
  isWhole,
  type Guard,
} from '#base/guard.ts';
import type { ParamGuards, ResultGuards } from '#base/rpc.ts';
import {
  isExportWish,
  isRoute,
  isRowKey,
  isSides,
  type CaseRef,
  type DiffText,
  type Nothing,
  type PanelMethods,
} from './panel.ts';
import type { CompareQuery } from './panelCompare.ts';
import type { PersonLabel, RowsFilter, RowsQuery, RowsSort } from './panelRun.ts';

type Params<K extends keyof PanelMethods> = PanelMethods[K]['params'];
type Result<K extends keyof PanelMethods> = PanelMethods[K]['result'];

/** Rows that may be asked for at once. */
export const mostRows = 1000;
/** Of a text that may be asked for, or given back, at once; in UTF-16 units. */
export const longestPart = 1_000_000;

const isNothing = isShape<Record<string, never>>({}) as Guard<Nothing>;
const isCount: Guard<number> = (value): value is number => isWhole(value) && value <= mostRows;
const isPart: Guard<string> = (value): value is string =>
  isText(value) && value.length <= longestPart;

const isCaseRef = isShape<CaseRef>({ run: isText, candidate: isWhole, caseId: isText });

export const isFilter: Guard<RowsFilter> = isShape<RowsFilter>({
  outcome: isMaybe(isOneOf(['failed', 'errors', 'changed', 'flaky', 'labelled'])),
  candidate: isMaybe(isWhole),
  tag: isMaybe(isText),
  text: isMaybe(isText),
});

export const isSort: Guard<RowsSort> = isShape<RowsSort>({ by: isText, descending: isFlag });

const isLabel = isShape<PersonLabel>({
  thumb: isMaybe(isOneOf(['up', 'down'])),
  correction: isMaybe(isPart),
  comment: isMaybe(isPart),
});

const isDiffText = isShape<DiffText>({ name: isText, text: isPart, ref: isMaybe(isText) });

function both<A, B>(one: Guard<A>, other: Guard<B>): Guard<A & B> {
  return (value): value is A & B => one(value) && other(value);
}

/** Everything that the page asks is checked whole before the host acts on it. */
export const panelParams: ParamGuards<PanelMethods> = {
  'panel/start': isNothing,
  'runs/list': isShape<Params<'runs/list'>>({ from: isWhole, count: isCount }),
  'run/view': isShape<Params<'run/view'>>({ run: isText, prompt: isWhole }),
  'run/rows': isShape<RowsQuery>({
    run: isText,
    prompt: isWhole,
    filter: isFilter,
    sort: isMaybe(isSort),
    from: isWhole,
    count: isCount,
    anchor: isMaybe(isRowKey),
  }),
  'run/labels': isShape<Params<'run/labels'>>({
    run: isText,
    candidate: isWhole,
    evaluator: isText,
  }),
  'run/gate': isShape<Params<'run/gate'>>({ run: isText }),
  'run/case': isCaseRef,
  'run/raw': both(isCaseRef, isShape<{ readonly repeat: number }>({ repeat: isWhole })),
  'text/read': isShape<Params<'text/read'>>({
    ref: isText,
    from: isWhole,
    count: (value): value is number => isWhole(value) && value <= longestPart,
  }),
  'compare/view': isShape<Params<'compare/view'>>({ sides: isSides }),
  'compare/rows': isShape<CompareQuery>({
    sides: isSides,
    filter: isShape<CompareQuery['filter']>({
      only: isMaybe(isOneOf(['to-failed', 'to-passed', 'flipped', 'moved'])),
      text: isMaybe(isText),
    }),
    from: isWhole,
    count: isCount,
  }),
  'compare/scatter': isShape<Params<'compare/scatter'>>({ sides: isSides, evaluator: isText }),
  'history/view': isShape<{
    readonly file: string | undefined;
    readonly until: string | undefined;
    readonly count: number;
  }>({
    file: isMaybe(isText),
    until: isMaybe(isText),
    count: isCount,
  }),
  'history/change': isShape<Params<'history/change'>>({ run: isText, file: isText }),
  'models/view': isNothing,
  'models/switch': isShape<Params<'models/switch'>>({ from: isText, to: isText }),
  'label/set': both(isCaseRef, isShape<{ readonly label: PersonLabel }>({ label: isLabel })),
  'case/expect': both(isCaseRef, isShape<{ readonly expected: string }>({ expected: isPart })),
  'baseline/accept': isShape<Params<'baseline/accept'>>({ run: isText }),
  'run/cancel': isShape<Params<'run/cancel'>>({ run: isText }),
  'editor/openPrompt': isShape<Params<'editor/openPrompt'>>({ file: isText }),
  'editor/openCase': isCaseRef,
  'editor/openDiff': isShape<Params<'editor/openDiff'>>({
    title: isText,
    left: isDiffText,
    right: isDiffText,
  }),
  'report/export': isExportWish,
  'link/open': isShape<Params<'link/open'>>({ url: isText }),
  'clipboard/write': isShape<Params<'clipboard/write'>>({
    text: (value): value is string => isText(value) && value.length <= 20 * longestPart,
  }),
};

const isList = isListOf((value): value is object => typeof value === 'object' && value !== null);

/** Whether an answer has the lists that a page walks through. What stands in them is the host's own word. */
function hasLists<T>(...names: readonly (keyof T & string)[]): Guard<T> {
  return isShape(Object.fromEntries(names.map((name) => [name, isList]))) as unknown as Guard<T>;
}

export const panelResults: ResultGuards<PanelMethods> = {
  'panel/start': isShape<Result<'panel/start'>>({
    route: isRoute,
    runs: isList as unknown as Guard<Result<'panel/start'>['runs']>,
  }),
  'runs/list': hasLists('runs'),
  'run/view': hasLists('prompts', 'candidates', 'evaluators'),
  'run/rows': hasLists('rows'),
  'run/labels': hasLists('labels', 'counts'),
  'run/gate': both(
    hasLists<Result<'run/gate'>>('checks', 'quarantined'),
    isShape<{ readonly reasons: readonly string[]; readonly notes: readonly string[] }>({
      reasons: isListOf(isText),
      notes: isListOf(isText),
    }),
  ),
  'run/case': hasLists('messages', 'trials', 'others'),
  'run/raw': isShape<object>({}),
  'text/read': isShape<Result<'text/read'>>({ text: isText }),
  'compare/view': hasLists('sides', 'parameters', 'metrics'),
  'compare/rows': hasLists('rows'),
  'compare/scatter': hasLists('points'),
  'history/view': hasLists('prompts', 'points', 'evaluators', 'foreign'),
  'history/change': hasLists(),
  'models/view': hasLists('models'),
  'models/switch': hasLists('prompts'),
  'label/set': isNothing,
  'case/expect': isNothing,
  'baseline/accept': isNothing,
  'run/cancel': isNothing,
  'editor/openPrompt': isNothing,
  'editor/openCase': isNothing,
  'editor/openDiff': isNothing,
  'report/export': isNothing,
  'link/open': isNothing,
  'clipboard/write': isNothing,
};
