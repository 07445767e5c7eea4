import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type {
  PanelMethod,
  PanelMethods,
  PanelNotice,
  PanelStart,
  Route,
  SideRef,
} from '#protocol/panel.ts';
import type { RunHeading } from '#protocol/panelRun.ts';
import { dropdown, waiting } from './controls/controls.ts';
import { openHost, type Host } from './host.ts';
import { helpDialog, showHelp } from './help.ts';
import { keyAction } from './keys.ts';
import type { Changes, Panel } from './panel.ts';
import { Asked } from './parts/asked.ts';
import { failureView } from './parts/failureView.ts';
import { visibleString } from '#base/visibleText.ts';
import { timeText } from './parts/words.ts';
import { RunPage } from './pages/run/runPage.ts';
import { restoredState, type PanelState } from './state/panelState.ts';

const pages = [
  ['run', 'Run'],
  ['compare', 'Compare'],
  ['history', 'History'],
  ['models', 'Models'],
] as const;

type PageName = (typeof pages)[number][0];

/** The whole page: which part is shown, what it is given, and what is said aloud. */
export class PanelApp extends LitElement {
  static readonly tag = 'assay-panel';
  static override properties: PropertyDeclarations = {
    state: { state: true },
    changes: { state: true },
    spoken: { state: true },
    notice: { state: true },
  };

  declare state: PanelState;
  declare changes: Changes;
  declare spoken: string;
  /** What went wrong, or was done, last; on screen until something else is done. */
  declare notice: { readonly text: string; readonly isError: boolean } | undefined;
  private readonly host: Host;
  private readonly start: Asked<PanelStart>;

  constructor() {
    super();
    this.host = openHost((notice) => this.hear(notice));
    this.state = restoredState(this.host.kept);
    this.changes = {};
    this.spoken = '';
    this.start = new Asked<PanelStart>(this, () => ({
      key: 'start',
      version: this.changes['runs'] ?? 0,
      ask: (signal) => this.host.client.ask('panel/start', {}, signal),
    }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.onKey);
  }

  override updated(): void {
    const { route } = this.start.value ?? {};
    const isFirst = this.state.route === undefined;
    if (isFirst && route?.page === 'run' && route.case !== undefined) this.go(route);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.start;
    const panel = this.panel();
    const route = this.state.route ?? value?.route;
    return html`
      <nav class="pages" aria-label="Pages">
        ${pages.map(
          ([name, title]) =>
            html`<button
              class="page-tab"
              data-page=${name}
              aria-current=${route?.page === name ? 'page' : nothing}
              @click=${() => this.goPage(name)}
            >
              ${title}
            </button>`,
        )}
        <span class="spring"></span>
        ${route?.page === 'run' && value !== undefined ? this.runChoice(value, route) : nothing}
        <button
          class="tool"
          title="Keyboard shortcuts ( ? )"
          aria-label="Keyboard shortcuts"
          @click=${showHelp}
        >
          ?
        </button>
      </nav>
      <main tabindex="-1">
        ${this.notice === undefined ? nothing : this.noticeLine(this.notice)}
        ${
          failure !== undefined && value === undefined
            ? html`<h1 class="for-readers">Assay</h1>
                ${failureView(failure, () => this.start.again())}`
            : route === undefined
              ? waiting('Opening…')
              : this.page(panel, route)
        }
      </main>
      <div class="for-readers" role="status" aria-live="polite">${this.spoken}</div>
      ${helpDialog(panel)}
    `;
  }

  private page(panel: Panel, route: Route): TemplateResult {
    const { changes } = this;
    switch (route.page) {
      case 'run':
        return html`<assay-run .panel=${panel} .route=${route} .changes=${changes}></assay-run>`;
      case 'compare':
        void import('./pages/compare/comparePage.ts');
        return html`<assay-compare
          .panel=${panel}
          .route=${route}
          .changes=${changes}
          .runs=${this.start.value?.runs ?? []}
        ></assay-compare>`;
      case 'history':
        void import('./pages/history/historyPage.ts');
        return html`<assay-history
          .panel=${panel}
          .route=${route}
          .changes=${changes}
        ></assay-history>`;
      case 'models':
        break;
    }
    void import('./pages/models/modelsPage.ts');
    return html`<assay-models .panel=${panel} .changes=${changes}></assay-models>`;
  }

  private runChoice(
    { runs }: PanelStart,
    { run, prompt }: Route & { page: 'run' },
  ): TemplateResult {
    const isListed = runs.some((one) => one.run === run);
    return dropdown({
      label: 'Run',
      value: run,
      choices: [
        ...(isListed ? [] : [{ value: run, label: run }]),
        ...runs.map((one) => ({
          value: one.run,
          label: `${timeText(one.startedAt)} · ${visibleString(one.title)}`,
        })),
      ],
      choose: (chosen) =>
        this.go({ page: 'run', run: chosen, prompt: chosen === run ? prompt : 0 }),
    });
  }

  private noticeLine({ text, isError }: { text: string; isError: boolean }): TemplateResult {
    return html`<div class="notice ${isError ? 'error' : 'info'}">
      <span>${text}</span>
      <button
        class="tool"
        aria-label="Dismiss"
        @click=${() => {
          this.notice = undefined;
        }}
      >
        ✕
      </button>
    </div>`;
  }

  private panel(): Panel {
    return {
      host: this.host.client,
      state: this.state,
      change: (change) => this.change(change),
      go: (route) => this.go(route),
      say: (text) => this.say(text),
      act: (method, params, whenDone) => this.act(method, params, whenDone),
    };
  }

  private change(change: Partial<PanelState>): void {
    this.state = { ...this.state, ...change };
    this.host.keep(this.state);
  }

  private go(route: Route): void {
    this.notice = undefined;
    const selected = route.page === 'run' ? route.case : undefined;
    this.change({
      route,
      selected,
      comparedCase: undefined,
      repeat: 0,
      // A filter might leave out the case that is wanted.
      ...(selected !== undefined && { filter: {} }),
    });
    this.querySelector('main')?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  /** From one page to another: to the run last looked at, and to what it can be compared with. */
  private goPage(name: PageName): void {
    const route = this.state.route ?? this.start.value?.route;
    const runs = this.start.value?.runs ?? [];
    const shown = route?.page === 'run' ? runs.find((one) => one.run === route.run) : undefined;
    const run = shown ?? runs[0];
    switch (name) {
      case 'history':
      case 'models':
        return this.go({ page: name });
      case 'run':
        return run === undefined ? undefined : this.go({ page: 'run', run: run.run, prompt: 0 });
      case 'compare': {
        const sides = run === undefined ? [] : firstSides(run);
        return this.go({ page: 'compare', sides });
      }
    }
  }

  private say(text: string): void {
    this.spoken = text;
  }

  private async act<K extends PanelMethod>(
    method: K,
    params: PanelMethods[K]['params'],
    whenDone: string,
  ): Promise<boolean> {
    this.notice = undefined;
    const outcome = await this.host.client.ask(method, params);
    if (!outcome.ok) {
      const { message, next } = outcome.failure;
      const text = visibleString(next === undefined ? message : `${message} ${next}`);
      this.notice = { text, isError: true };
      this.say(text);
    } else if (whenDone !== '') {
      this.say(whenDone);
    }
    return outcome.ok;
  }

  private hear(notice: PanelNotice): void {
    if (notice.kind === 'show') {
      this.go(notice.route);
      return;
    }
    const name = notice.what === 'run' ? `run ${notice.run}` : notice.what;
    this.changes = { ...this.changes, [name]: (this.changes[name] ?? 0) + 1 };
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const action = keyAction(event, this.state.hasKeys);
    if (action === undefined) return;
    event.preventDefault();
    const page = this.querySelector('assay-run');
    const run = page instanceof RunPage ? page : undefined;
    switch (action) {
      case 'help':
        return showHelp();
      case 'run':
      case 'compare':
      case 'history':
      case 'models':
        return this.goPage(action);
      case 'filter':
        return this.querySelector<HTMLElement>('[data-name="filter"]')?.focus();
      case 'rows':
        return run?.grid?.focusRows();
      case 'next':
        return run?.grid?.step(1);
      case 'previous':
        return run?.grid?.step(-1);
      case 'detail':
        return this.querySelector<HTMLElement>('assay-case button')?.focus();
      case 'good':
      case 'bad': {
        const thumb = action === 'good' ? 'up' : 'down';
        return this.querySelector<HTMLElement>(`[data-thumb="${thumb}"]`)?.click();
      }
      case 'close':
        this.change({ selected: undefined, comparedCase: undefined });
        return run?.grid?.focusRows();
    }
  };
}

/** What one most likely wants to compare: the first two candidates; of a single one, it with its baseline. */
function firstSides({ run, prompts, candidates }: RunHeading): readonly SideRef[] {
  const sides = candidates
    .slice(0, 2)
    .map(({ candidate }): SideRef => ({ kind: 'run', run, candidate }));
  const [only, other] = candidates;
  const of = only === undefined ? undefined : prompts[only.prompt];
  if (only === undefined || other !== undefined || of?.hasBaseline !== true) return sides;
  const { variant, model } = only;
  return [{ kind: 'baseline', file: of.file, variant, model }, ...sides];
}
