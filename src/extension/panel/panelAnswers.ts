import { done, failed, type Failure, type Handlers, type Outcome } from '#base/rpc.ts';
import type { FoundCase } from '#core/views/caseView.ts';
import type { ProjectViews } from '#core/views/projectViews.ts';
import type { Texts } from '#core/views/texts.ts';
import type {
  CaseRef,
  DiffText,
  ExportWish,
  Nothing,
  PanelMethods,
  Route,
  SideRef,
} from '#protocol/panel.ts';
import type { PersonLabel, RunHeading } from '#protocol/panelRun.ts';
import type { TrialResult } from '#protocol/trial.ts';

/** One project as the panel sees it. */
export interface PanelProject {
  readonly root: string;
  /** What its folder is called; only told where there are several. */
  readonly name: string;
  readonly views: ProjectViews;
}

/** What is done outside of the page. Each says why where it was not done. */
export interface PanelEffects {
  acceptBaseline(root: string, run: string): Promise<Outcome<Nothing>>;
  cancelRun(run: string): Outcome<Nothing>;
  /** `result`: the one that the row shows. */
  setLabel(
    root: string,
    found: FoundCase,
    result: TrialResult | undefined,
    label: PersonLabel,
  ): Promise<Outcome<Nothing>>;
  expect(root: string, found: FoundCase, expected: string): Promise<Outcome<Nothing>>;
  openPrompt(root: string, file: string): Promise<Outcome<Nothing>>;
  openCase(root: string, found: FoundCase): Promise<Outcome<Nothing>>;
  openDiff(title: string, left: NamedText, right: NamedText): Promise<Outcome<Nothing>>;
  exportReport(root: string, wish: ExportWish): Promise<Outcome<Nothing>>;
  openLink(url: string): Promise<Outcome<Nothing>>;
  copy(text: string): Promise<Outcome<Nothing>>;
}

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface PanelDesk {
  /** When the folders have been looked through once. */
  readonly ready: Promise<void>;
  projects(): readonly PanelProject[];
  readonly texts: Texts;
  readonly effects: PanelEffects;
  /** Nothing is written in Restricted Mode. */
  isTrusted(): boolean;
  /** Where the page is to begin; absent: where it pleases. */
  wished(): Route | undefined;
  /** Files are named as this project names them; changed by `shows`. */
  currentRoot(): string | undefined;
  /** The page looks at this run. */
  shows(root: string, run: string): void;
  /** A fault of Assay: told in the log, and in a few words to the page. */
  broke(error: unknown): Failure;
}

/** Runs that the page is told of at once. */
const mostListed = 200;

/** What the page is answered. */
export function panelAnswers(desk: PanelDesk): Handlers<PanelMethods> {
  const ofRun = async (run: string): Promise<PanelProject | undefined> => {
    await desk.ready;
    const projects = desk.projects();
    if (projects.length < 2) return projects[0];
    for (const project of projects) {
      const lines = await project.views.lines();
      if (lines.some(({ id }) => id === run)) return project;
    }
    return undefined;
  };
  const current = async (): Promise<PanelProject | undefined> => {
    await desk.ready;
    const projects = desk.projects();
    return projects.find(({ root }) => root === desk.currentRoot()) ?? projects[0];
  };
  /** Where the sides of a comparison are: all in one project. */
  const ofSides = (sides: readonly SideRef[]): Promise<PanelProject | undefined> => {
    const run = sides.find((side) => side.kind === 'run');
    return run === undefined ? current() : ofRun(run.run);
  };
  const told = async <T>(answer: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    try {
      return await answer();
    } catch (error) {
      // Nobody waits for it any more.
      if (error instanceof Error && error.name === 'AbortError') return cancelled;
      return { ok: false, failure: desk.broke(error) };
    }
  };
  const within = <T>(
    finding: Promise<PanelProject | undefined>,
    answer: (project: PanelProject) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> =>
    told(async () => {
      const project = await finding;
      return project === undefined ? noProject : answer(project);
    });
  /** Only where the workspace may be written to. */
  const trusted = async <T>(act: () => Promise<Outcome<T>>): Promise<Outcome<T>> =>
    desk.isTrusted() ? act() : restricted;
  const withCase = (
    ref: CaseRef,
    act: (project: PanelProject, found: FoundCase) => Promise<Outcome<Nothing>>,
  ): Promise<Outcome<Nothing>> =>
    within(ofRun(ref.run), async (project) => {
      const found = await project.views.find(ref);
      return found.ok ? act(project, found.value) : found;
    });
  const { effects } = desk;

  return {
    'panel/start': () =>
      told(async () => {
        const headings = await allHeadings(desk);
        const [newest] = headings;
        const first: Route =
          newest === undefined ? { page: 'history' } : { page: 'run', run: newest.run, prompt: 0 };
        return done({ route: desk.wished() ?? first, runs: headings.slice(0, mostListed) });
      }),
    'runs/list': ({ from, count }) =>
      told(async () => {
        const headings = await allHeadings(desk);
        return done({ total: headings.length, runs: headings.slice(from, from + count) });
      }),
    'run/view': (params, signal) =>
      within(ofRun(params.run), (project) => {
        desk.shows(project.root, params.run);
        return project.views.run(params, signal);
      }),
    'run/rows': (query) => within(ofRun(query.run), ({ views }) => views.rows(query)),
    'run/gate': (params) => within(ofRun(params.run), ({ views }) => views.gate(params)),
    'run/labels': (params) => within(ofRun(params.run), ({ views }) => views.labels(params)),
    'run/case': (ref) => within(ofRun(ref.run), ({ views }) => views.case(ref)),
    'run/raw': (ref) => within(ofRun(ref.run), ({ views }) => views.raw(ref)),
    'text/read': ({ ref, from, count }) => Promise.resolve(desk.texts.read(ref, from, count)),
    'compare/view': (params, signal) =>
      within(ofSides(params.sides), ({ views }) => views.compare(params, signal)),
    'compare/rows': (query) =>
      within(ofSides(query.sides), ({ views }) => views.compareRows(query)),
    'compare/scatter': (params) =>
      within(ofSides(params.sides), ({ views }) => views.scatter(params)),
    'history/view': (wish) => within(current(), ({ views }) => views.history(wish)),
    'history/change': (params) => within(ofRun(params.run), ({ views }) => views.change(params)),
    'models/view': () => within(current(), ({ views }) => views.models()),
    'models/switch': (models, signal) =>
      within(current(), ({ views }) => views.switch(models, signal)),
    'label/set': ({ label, ...ref }) =>
      trusted(() =>
        withCase(ref, async ({ root, views }, found) =>
          effects.setLabel(root, found, await views.shownResult(found), label),
        ),
      ),
    'case/expect': ({ expected, ...ref }) =>
      trusted(() => withCase(ref, ({ root }, found) => effects.expect(root, found, expected))),
    'baseline/accept': ({ run }) =>
      trusted(() => within(ofRun(run), ({ root }) => effects.acceptBaseline(root, run))),
    'run/cancel': ({ run }) => Promise.resolve(effects.cancelRun(run)),
    'editor/openPrompt': ({ file }) =>
      within(current(), ({ root }) => effects.openPrompt(root, file)),
    'editor/openCase': (ref) => withCase(ref, ({ root }, found) => effects.openCase(root, found)),
    'editor/openDiff': ({ title, left, right }) => {
      const [one, other] = [wholeText(desk.texts, left), wholeText(desk.texts, right)];
      if (one === undefined || other === undefined) return Promise.resolve(textGone);
      return effects.openDiff(title, one, other);
    },
    'report/export': (wish) =>
      trusted(() => {
        const { what } = wish;
        const finding = what.kind === 'run' ? ofRun(what.run) : ofSides(what.sides);
        return within(finding, ({ root }) => effects.exportReport(root, wish));
      }),
    'link/open': ({ url }) => effects.openLink(url),
    'clipboard/write': ({ text }) => effects.copy(text),
  };
}

const noProject = failed(
  'no-project',
  'The folder that this belongs to is not open in this window.',
);
const cancelled = failed('cancelled', 'It was cancelled.');
const textGone = failed('text-gone', 'This text is not kept any more.', 'Open the case again.');
const restricted = failed(
  'restricted',
  'In Restricted Mode nothing is written.',
  'Trust the folder first.',
);

/** Of all projects, newest first: ids of runs begin with their time. */
async function allHeadings(desk: PanelDesk): Promise<readonly RunHeading[]> {
  await desk.ready;
  const projects = desk.projects();
  const all = await Promise.all(
    projects.map(async ({ name, views }) => {
      const headings = await views.headings();
      if (projects.length < 2) return headings;
      return headings.map((one) => ({ ...one, title: `${name}: ${one.title}` }));
    }),
  );
  return all.flat().toSorted((a, b) => (a.run < b.run ? 1 : -1));
}

function wholeText(texts: Texts, { name, text, ref }: DiffText): NamedText | undefined {
  const whole = ref === undefined ? text : texts.whole(ref);
  return whole === undefined ? undefined : { name, text: whole };
}
