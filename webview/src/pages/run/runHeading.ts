import { html, nothing, type TemplateResult } from 'lit';
import { count, counted, duration, money, percent, percentRange } from '#base/numbers.ts';
import type { RunState, RunView } from '#protocol/panelRun.ts';
import type { GateCheck } from '#protocol/run.ts';
import { button } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { exportMenu } from '../../parts/exportMenu.ts';
import { outcomeIcon } from '../../parts/icons.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { candidateText, timeText } from '../../parts/words.ts';

const states: Readonly<Record<RunState, string>> = {
  running: 'running',
  complete: 'complete',
  cancelled: 'cancelled',
  'budget-reached': 'stopped at the budget',
  stopped: 'stopped',
  interrupted: 'interrupted',
  damaged: 'damaged',
};

/** What one wants to know before anything else. */
export function runHeading(panel: Panel, view: RunView): TemplateResult {
  const { run, title, startedAt, endedAt, commit, state, problems } = view;
  const isRunning = state === 'running';
  const file = view.prompts[view.prompt]?.file;
  return html`<header class="run-heading">
    <div class="row">
      <h1>${visible(title)}</h1>
      <span class="quiet"
        >${timeText(startedAt)}${
          endedAt === undefined
            ? ''
            : `, took ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`
        }${commit === undefined ? '' : `, commit ${commit.slice(0, 7)}`}
        · <span data-state=${state}>${states[state]}</span></span
      >
      <span class="spring"></span>
      ${exportMenu(panel, { kind: 'run', run })}
      ${
        file === undefined
          ? nothing
          : button({
              label: 'Open Prompt',
              press: () => void panel.act('editor/openPrompt', { file }, ''),
            })
      }
      ${
        isRunning
          ? button({
              label: 'Cancel',
              press: () => void panel.act('run/cancel', { run }, 'The run is being cancelled.'),
            })
          : button({
              label: 'Accept as Baseline',
              isDisabled: state === 'damaged',
              press: () => void panel.act('baseline/accept', { run }, 'Accepted as baseline.'),
            })
      }
    </div>
    ${problems.map((problem) => html`<p class="notice warning">${visible(problem)}</p>`)}
    <dl class="facts">
      ${isRunning ? progressFact(view) : nothing} ${gateFact(view)} ${passFact(view)}
      <div>
        <dt>Cost</dt>
        <dd>
          ${view.candidates.some((one) => one.costUsd === undefined) ? 'unpriced' : money(view.spentUsd)}
        </dd>
      </div>
      <div>
        <dt>Tokens</dt>
        <dd>
          ${count(sum(view, 'inputTokens'))}
          <span class="quiet">in</span> ${count(sum(view, 'outputTokens'))}
          <span class="quiet">out</span>
        </dd>
      </div>
      ${latencyFact(view)}
    </dl>
  </header>`;
}

function sum(
  { candidates }: RunView,
  field: 'inputTokens' | 'outputTokens' | 'judged' | 'passed',
): number {
  return candidates.reduce((total, candidate) => total + candidate[field], 0);
}

function progressFact({ finished, planned }: RunView): TemplateResult {
  return html`<div>
    <dt>Progress</dt>
    <dd>
      <progress max=${planned} value=${finished} aria-label="Progress"></progress>
      ${count(finished)} <span class="quiet">of ${count(planned)}</span>
    </dd>
  </div>`;
}

function gateFact({ gate }: RunView): TemplateResult {
  if (gate === undefined) return html`${nothing}`;
  return html`<div>
    <dt>Gate</dt>
    <dd title=${gate.reasons.join(' ')}>
      ${outcomeIcon(gate.pass ? 'passed' : 'failed')} ${gate.pass ? 'passed' : 'failed'}
      ${
        gate.checks === undefined || gate.pass
          ? gate.reasons.map((reason) => html`<span class="quiet reason">${visible(reason)}</span>`)
          : html`<span class="quiet reason">${missedText(gate.checks)}</span>`
      }
    </dd>
  </div>`;
}

/** The rules themselves have a part of their own. */
function missedText(checks: readonly GateCheck[]): string {
  const missed = checks.filter(({ state }) => state === 'missed').length;
  return `${count(missed)} of ${counted(checks.length, 'rule')} missed`;
}

/** Of one candidate; of several, which do not add up, the best. */
function passFact({ candidates }: RunView): TemplateResult {
  const judged = candidates.filter((one) => one.passRate !== undefined);
  const best = judged.toSorted((a, b) => (b.passRate ?? 0) - (a.passRate ?? 0))[0];
  if (best?.passRate === undefined) {
    return html`<div>
      <dt>Passed</dt>
      <dd class="quiet">no verdict yet</dd>
    </div>`;
  }
  const range = best.interval === undefined ? '' : percentRange(best.interval);
  return html`<div>
    <dt>${judged.length > 1 ? `Passed, best of ${judged.length}` : 'Passed'}</dt>
    <dd title=${`${counted(best.judged, 'trial')} with a verdict; 95 % interval ${range}`}>
      <strong>${percent(best.passRate)}</strong> <span class="quiet">${range}</span>
      ${judged.length > 1 ? html`<span class="quiet reason">${candidateText(best)}</span>` : nothing}
    </dd>
  </div>`;
}

function latencyFact({ candidates }: RunView): TemplateResult {
  const known = candidates.flatMap(({ latency }) => (latency === undefined ? [] : [latency]));
  if (known.length === 0) return html`${nothing}`;
  return html`<div>
    <dt>Latency</dt>
    <dd>
      <span class="quiet">p50</span> ${rangeText(known.map((one) => one.p50))}
      <span class="quiet">p95</span> ${rangeText(known.map((one) => one.p95))}
    </dd>
  </div>`;
}

function rangeText(values: readonly number[]): string {
  const low = duration(Math.min(...values));
  const high = duration(Math.max(...values));
  return low === high ? low : `${low} – ${high}`;
}
