import { html, nothing, type TemplateResult } from 'lit';
import { counted, figure, percent } from '#base/numbers.ts';
import type { CasesBehind, CheckView, QuarantinedView } from '#protocol/panelGate.ts';
import type { RowOutcome } from '#protocol/panelRun.ts';
import { outcomeIcon } from '../../parts/icons.ts';
import type { TableColumn, TableOptions } from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';

type Show = (behind: CasesBehind) => void;

/** A rule a row: what it asks for, of whom, and what was found. */
export function checkTable(checks: readonly CheckView[], show: Show): TableOptions<CheckView> {
  return {
    caption: 'Rules of the gate',
    rows: checks,
    columns: [
      column('Rule', ruleText),
      {
        title: 'Came out',
        cell: (row) =>
          html`<span class="outcome" data-check=${row.state}
            >${outcomeIcon(icons[row.state])}<span>${states[row.state]}</span></span
          >`,
        text: ({ state }) => states[state],
      },
      { ...column('Needed', neededText), isNumber: true },
      { ...column('Found', foundText), isNumber: true },
      column('Holds for', scopeText),
      column('Note', noteText),
      {
        title: 'Cases',
        cell: (row) => casesButton(row.behind, `behind ${ruleText(row)}, ${scopeText(row)}`, show),
        text: ({ behind }) => (behind === undefined ? '' : String(behind.rows)),
      },
    ],
  };
}

/** What was told and did not count, with the reason and the last day. */
export function quarantineTable(
  rows: readonly QuarantinedView[],
  show: Show,
): TableOptions<QuarantinedView> {
  return {
    caption: 'Quarantined results',
    rows,
    columns: [
      column('Case', ({ caseId }) => caseId),
      column('What', ({ entry }) => entry.evaluator ?? 'the whole case'),
      column('Came out', cameOut),
      column('Reason', ({ entry }) => entry.reason),
      column('Until', ({ entry }) => entry.until),
      column('Owner', ({ entry }) => entry.owner),
      column('Holds for', ({ candidateName }) => candidateName),
      {
        title: 'Cases',
        cell: ({ behind, caseId }) => casesButton(behind, `of ${caseId}`, show),
        text: ({ behind }) => (behind === undefined ? '' : String(behind.rows)),
      },
    ],
  };
}

function column<Row>(title: string, text: (row: Row) => string): TableColumn<Row> {
  return { title, cell: (row) => visible(text(row)), text };
}

const states: Readonly<Record<CheckView['state'], string>> = {
  reached: 'reached',
  missed: 'missed',
  'not-counted': 'does not count',
};

const icons: Readonly<Record<CheckView['state'], RowOutcome>> = {
  reached: 'passed',
  missed: 'failed',
  'not-counted': 'not scored',
};

function ruleText({ rule, evaluator, label, figure: of }: CheckView): string {
  switch (rule) {
    case 'pass-rate':
      return 'Pass rate';
    case 'metric':
      return evaluator ?? '';
    case 'label':
      return `${evaluator ?? ''}: ${of ?? ''} of “${label ?? ''}”`;
    case 'regression':
      return `No regression of ${evaluator ?? 'the pass rate'}`;
    case 'tag':
      return 'A case with the tag';
    default:
      return rule satisfies never;
  }
}

function neededText(row: CheckView): string {
  const { rule, bound, better, before } = row;
  if (rule === 'regression') return before === undefined ? '' : `was ${valueText(row, before)}`;
  if (bound === undefined) return '';
  return `${better === 'lower' ? '≤' : '≥'} ${valueText(row, bound)}`;
}

function foundText(row: CheckView): string {
  return row.found === undefined ? '–' : valueText(row, row.found);
}

/** Shares as shares; a value that was not reached is never rounded up to one that was. */
function valueText({ rule, evaluator, bound, found }: CheckView, value: number): string {
  const isShare = rule === 'pass-rate' || (rule === 'regression' && evaluator === undefined);
  const text = isShare ? percent : figure;
  const shown = text(value);
  const other = value === bound ? found : bound;
  const isAmbiguous = other !== undefined && other !== value && text(other) === shown;
  return isAmbiguous ? String(value) : shown;
}

function scopeText({ candidateName, model, tag }: CheckView): string {
  const parts = [
    candidateName ?? 'the run',
    ...(model === undefined ? [] : ['a rule for this model']),
    ...(tag === undefined ? [] : [`cases tagged “${tag}”`]),
  ];
  return parts.join(', ');
}

function noteText({ why }: CheckView): string {
  return why ?? '';
}

function cameOut({ judged, passed, errors }: QuarantinedView): string {
  const failed = errors > 0 ? `, ${counted(errors, 'error')}` : '';
  return judged === 0 ? `no verdict${failed}` : `${passed} of ${judged} passed${failed}`;
}

/** Filters the table of cases. `which`: what a reader hears after the number. */
function casesButton(
  behind: CasesBehind | undefined,
  which: string,
  show: Show,
): TemplateResult | typeof nothing {
  if (behind === undefined) return nothing;
  const text = counted(behind.rows, 'row');
  return html`<button
    class="link"
    aria-label=${`Show ${text} ${which}`}
    @click=${() => show(behind)}
  >
    ${text}
  </button>`;
}
