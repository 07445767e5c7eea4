import type { CaseRow } from '#protocol/panelRun.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { PromptPart } from '../../views/runBook.ts';
import { count, duration, figure, money } from '../numbers.ts';
import type { ReportSink } from '../reportSink.ts';
import { attribute, html, named, nothing, type Html } from './markup.ts';

const atOnce = 200;
const excerpt = 160;

/** The cases of one prompt, row by row into the sink: memory holds no more than some of them. Tells how many were left out. */
export function writeCasesTable(
  sink: ReportSink,
  manifest: RunManifest,
  {
    part,
    place,
    most,
  }: { readonly part: PromptPart; readonly place: number; readonly most: number },
): void {
  const { rows, evaluators } = part;
  const shown = Math.min(rows.size, most);
  const name = manifest.prompts[place]?.name ?? '';
  const hasChanges = rows.hasBaseline;
  const group = `show-${place}`;
  const choice = (value: string, label: string): Html =>
    html`<label
      ><input
        type="radio"
        name="${group}"
        value="${value}"
        ${value === 'all' ? html` checked` : nothing}
      />
      ${label}</label
    >`;
  const intro = html`<h3>All cases</h3>
    ${
      shown < rows.size
        ? html`<p class="note">
            The first ${count(shown)} of ${count(rows.size)} rows; ${count(rows.size - shown)} are
            left out. A report as CSV has them all.
          </p>`
        : html`<p class="note">${count(shown)} rows: a case on a candidate each.</p>`
    }
    <fieldset>
      <legend>Show&nbsp;</legend>
      ${choice('all', 'all')}${choice('failed', 'failed')}${choice('error', 'errors')}${hasChanges ? choice('changed', 'changed') : nothing}
    </fieldset>`;
  const label = attribute(`Cases of ${name}`).text;
  const head = html`<thead>
    <tr class="head">
      <th scope="col">Case</th>
      <th scope="col">Model</th>
      <th scope="col">Outcome</th>
      ${
        hasChanges ? html`<th scope="col">Change</th>` : nothing
      }${evaluators.map((one) => html`<th scope="col" class="number">${named(one.name, 40)}</th>`)}
      <th scope="col" class="wide">Input</th>
      <th scope="col" class="wide">Expected</th>
      <th scope="col" class="wide">Reply</th>
      <th scope="col" class="number">Tokens</th>
      <th scope="col" class="number">Latency</th>
      <th scope="col" class="number">Cost</th>
    </tr>
  </thead>`;
  sink.write(
    `<div class="cases">\n${intro.text}\n<div class="scroll" role="group" tabindex="0" aria-label="${label}">\n<table>\n${head.text}\n<tbody>\n`,
  );
  for (let from = 0; from < shown; from += atOnce) {
    const end = Math.min(shown, from + atOnce);
    let text = '';
    for (let row = from; row < end; row += 1) {
      text += `${rowPart(manifest, rows.row(row), hasChanges).text}\n`;
    }
    sink.write(text);
  }
  sink.write('</tbody>\n</table>\n</div>\n</div>\n');
}

function rowPart(manifest: RunManifest, row: CaseRow, hasChanges: boolean): Html {
  const { variant = 'base', model = '' } = manifest.candidates[row.candidate] ?? {};
  const { outcome, change, judged, passed } = row;
  const look = { failed: 'failed', error: 'error', passed: 'passed' }[outcome as string] ?? 'other';
  const isChanged = change !== undefined && change !== 'unchanged' && change !== 'new';
  const isFlaky = passed > 0 && passed < judged;
  return html`<tr class="${look}${isChanged ? ' changed' : ''}">
    <th scope="row">${named(row.caseId, 80)}</th>
    <td>
      ${named(model, 80)}${variant === 'base' ? nothing : html`<small>${named(variant, 60)}</small>`}
    </td>
    <td>
      ${outcomeWord(outcome)}${
        isFlaky ? html`<small class="warn">flaky, ${passed} of ${judged}</small>` : nothing
      }
    </td>
    ${hasChanges ? html`<td>${changeWord(change)}</td>` : nothing}${row.scores.map(
      (score) => html`<td class="number">${score === null ? '–' : figure(score)}</td>`,
    )}
    <td class="text">${named(row.input, excerpt)}</td>
    <td class="text">${named(row.expected, excerpt)}</td>
    <td class="text">${named(row.excerpt, excerpt)}</td>
    <td class="number">${row.tokens === undefined ? '–' : count(row.tokens)}</td>
    <td class="number">${row.latencyMs === undefined ? '–' : duration(row.latencyMs)}</td>
    <td class="number">${row.costUsd === undefined ? '–' : money(row.costUsd)}</td>
  </tr>`;
}

function outcomeWord(outcome: CaseRow['outcome']): Html {
  switch (outcome) {
    case 'passed':
      return html`<span class="word good">✓ passed</span>`;
    case 'failed':
      return html`<span class="word bad">✗ failed</span>`;
    case 'error':
      return html`<span class="word warn">! error</span>`;
    case 'not scored':
    case 'running':
      return html`<span class="quiet">${outcome}</span>`;
    default:
      return outcome satisfies never;
  }
}

function changeWord(change: CaseRow['change']): Html {
  switch (change) {
    case 'to-failed':
      return html`<span class="word bad">▼ passed before</span>`;
    case 'to-passed':
      return html`<span class="word good">▲ failed before</span>`;
    case 'moved':
      return html`scores moved`;
    case 'new':
      return html`<span class="quiet">new</span>`;
    case 'unchanged':
    case undefined:
      return html`<span class="quiet">–</span>`;
    default:
      return change satisfies never;
  }
}
