import {
  isEither,
  isListOf,
  isMaybe,
  isOneOf,
  isShape,
  isText,
  isWhole,
  type Guard,
} from '#base/guard.ts';
import type { CompareQuery, CompareRows, CompareView, ScatterView } from './panelCompare.ts';
import type { GateView } from './panelGate.ts';
import type { HistoryView, PromptChange } from './panelHistory.ts';
import type { ModelsView, SwitchView } from './panelModels.ts';
import type {
  CaseDetail,
  LabelTable,
  PersonLabel,
  RawExchange,
  RowKey,
  RowsAnswer,
  RowsQuery,
  RunHeading,
  RunView,
} from './panelRun.ts';

/** One candidate of a run, or what was accepted of it. */
export type SideRef =
  | { readonly kind: 'run'; readonly run: string; readonly candidate: number }
  | {
      readonly kind: 'baseline';
      /** The prompt's file, relative to the project's root. */
      readonly file: string;
      readonly variant: string;
      readonly model: string;
    };

/** Where the panel is. */
export type Route =
  /** `case`: the row that is to be opened. */
  | {
      readonly page: 'run';
      readonly run: string;
      readonly prompt: number;
      readonly case?: RowKey | undefined;
    }
  /** The first side is the one that the others are compared with. */
  | { readonly page: 'compare'; readonly sides: readonly SideRef[] }
  /** `until`: the newest run that is shown; absent: the newest there is. */
  | {
      readonly page: 'history';
      readonly file?: string | undefined;
      readonly until?: string | undefined;
    }
  | { readonly page: 'models' };

/** A text of any length: its start, and where the rest is. */
export interface ShownText {
  readonly start: string;
  /** Of the whole text, in UTF-16 units. */
  readonly length: number;
  /** Asks for more with `text/read`. Absent: `start` is all there is. */
  readonly ref?: string;
}

/** One case on one candidate of a run. */
export interface CaseRef {
  readonly run: string;
  readonly candidate: number;
  readonly caseId: string;
}

/** What the page may ask of its host. Every method is `noun/verb`. */
export type PanelMethods = {
  /** Where to begin when nothing was restored, and which runs and prompts there are. */
  readonly 'panel/start': { readonly params: Nothing; readonly result: PanelStart };
  readonly 'runs/list': {
    readonly params: { readonly from: number; readonly count: number };
    readonly result: { readonly total: number; readonly runs: readonly RunHeading[] };
  };
  readonly 'run/view': {
    readonly params: { readonly run: string; readonly prompt: number };
    readonly result: RunView;
  };
  readonly 'run/rows': { readonly params: RowsQuery; readonly result: RowsAnswer };
  readonly 'run/labels': {
    readonly params: {
      readonly run: string;
      readonly candidate: number;
      readonly evaluator: string;
    };
    readonly result: LabelTable;
  };
  /** What the run's gate asked for, and what of it was reached. */
  readonly 'run/gate': { readonly params: { readonly run: string }; readonly result: GateView };
  readonly 'run/case': { readonly params: CaseRef; readonly result: CaseDetail };
  readonly 'run/raw': {
    readonly params: CaseRef & { readonly repeat: number };
    readonly result: RawExchange;
  };
  readonly 'text/read': {
    readonly params: { readonly ref: string; readonly from: number; readonly count: number };
    readonly result: { readonly text: string };
  };
  readonly 'compare/view': {
    readonly params: { readonly sides: readonly SideRef[] };
    readonly result: CompareView;
  };
  readonly 'compare/rows': { readonly params: CompareQuery; readonly result: CompareRows };
  readonly 'compare/scatter': {
    readonly params: { readonly sides: readonly SideRef[]; readonly evaluator: string };
    readonly result: ScatterView;
  };
  readonly 'history/view': {
    readonly params: {
      readonly file?: string | undefined;
      readonly until?: string | undefined;
      readonly count: number;
    };
    readonly result: HistoryView;
  };
  readonly 'history/change': {
    readonly params: { readonly run: string; readonly file: string };
    readonly result: PromptChange;
  };
  readonly 'models/view': { readonly params: Nothing; readonly result: ModelsView };
  readonly 'models/switch': {
    readonly params: { readonly from: string; readonly to: string };
    readonly result: SwitchView;
  };

  readonly 'label/set': {
    readonly params: CaseRef & { readonly label: PersonLabel };
    readonly result: Nothing;
  };
  /** Writes a corrected answer into the case's file, as what is expected. */
  readonly 'case/expect': {
    readonly params: CaseRef & { readonly expected: string };
    readonly result: Nothing;
  };
  readonly 'baseline/accept': {
    readonly params: { readonly run: string };
    readonly result: Nothing;
  };
  readonly 'run/cancel': { readonly params: { readonly run: string }; readonly result: Nothing };
  readonly 'editor/openPrompt': {
    readonly params: { readonly file: string };
    readonly result: Nothing;
  };
  readonly 'editor/openCase': { readonly params: CaseRef; readonly result: Nothing };
  readonly 'editor/openDiff': {
    readonly params: {
      readonly title: string;
      readonly left: DiffText;
      readonly right: DiffText;
    };
    readonly result: Nothing;
  };
  /** The host asks for a place and writes a report there. */
  readonly 'report/export': { readonly params: ExportWish; readonly result: Nothing };
  /** The host asks the person before anything leaves the editor. */
  readonly 'link/open': { readonly params: { readonly url: string }; readonly result: Nothing };
  readonly 'clipboard/write': {
    readonly params: { readonly text: string };
    readonly result: Nothing;
  };
};

export const reportFormats = ['html', 'markdown', 'csv', 'json'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** What is to be written down, and how. */
export interface ExportWish {
  readonly what:
    | { readonly kind: 'run'; readonly run: string }
    | { readonly kind: 'compare'; readonly sides: readonly SideRef[] };
  readonly format: ReportFormat;
}

export type PanelMethod = keyof PanelMethods;

export type Nothing = Readonly<Record<string, never>>;

/** Either the text itself, or where the whole of it is. */
export interface DiffText {
  readonly name: string;
  readonly text: string;
  readonly ref?: string | undefined;
}

export interface PanelStart {
  readonly route: Route;
  /** Newest first; what the choice of runs shows. */
  readonly runs: readonly RunHeading[];
}

/** What the host tells unasked: that something changed, never how. Whoever shows it asks again. */
export type PanelNotice =
  | { readonly kind: 'changed'; readonly what: 'run'; readonly run: string }
  | { readonly kind: 'changed'; readonly what: 'runs' | 'baselines' | 'models' | 'labels' }
  | { readonly kind: 'show'; readonly route: Route };

export const isRowKey: Guard<RowKey> = isShape<RowKey>({ caseId: isText, candidate: isWhole });

const isSide: Guard<SideRef> = isEither(
  isShape<SideRef & { kind: 'run' }>({ kind: isOneOf(['run']), run: isText, candidate: isWhole }),
  isShape<SideRef & { kind: 'baseline' }>({
    kind: isOneOf(['baseline']),
    file: isText,
    variant: isText,
    model: isText,
  }),
);

export const isSides: Guard<readonly SideRef[]> = isListOf(isSide, 8);

export const isExportWish: Guard<ExportWish> = isShape<ExportWish>({
  what: isEither(
    isShape<ExportWish['what'] & { kind: 'run' }>({ kind: isOneOf(['run']), run: isText }),
    isShape<ExportWish['what'] & { kind: 'compare' }>({
      kind: isOneOf(['compare']),
      sides: isSides,
    }),
  ),
  format: isOneOf(reportFormats),
});

export const isRoute: Guard<Route> = isEither(
  isEither(
    isShape<{
      readonly page: 'run';
      readonly run: string;
      readonly prompt: number;
      readonly case: RowKey | undefined;
    }>({ page: isOneOf(['run']), run: isText, prompt: isWhole, case: isMaybe(isRowKey) }),
    isShape<Route & { page: 'compare' }>({ page: isOneOf(['compare']), sides: isSides }),
  ),
  isEither(
    isShape<{
      readonly page: 'history';
      readonly file: string | undefined;
      readonly until: string | undefined;
    }>({
      page: isOneOf(['history']),
      file: isMaybe(isText),
      until: isMaybe(isText),
    }),
    isShape<Route & { page: 'models' }>({ page: isOneOf(['models']) }),
  ),
);

export const isPanelNotice: Guard<PanelNotice> = isEither(
  isEither(
    isShape<PanelNotice & { what: 'run' }>({
      kind: isOneOf(['changed']),
      what: isOneOf(['run']),
      run: isText,
    }),
    isShape<PanelNotice & { what: 'runs' | 'baselines' | 'models' | 'labels' }>({
      kind: isOneOf(['changed']),
      what: isOneOf(['runs', 'baselines', 'models', 'labels']),
    }),
  ),
  isShape<PanelNotice & { kind: 'show' }>({ kind: isOneOf(['show']), route: isRoute }),
);
