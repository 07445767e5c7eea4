import { html, nothing, type TemplateResult } from 'lit';
import type { RowsFilter, RunView } from '#protocol/panelRun.ts';
import { dropdown, textField } from '../../controls/controls.ts';
import { candidateText } from '../../parts/words.ts';

const outcomes: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'All results' },
  { value: 'failed', label: 'Failed' },
  { value: 'changed', label: 'Changed' },
  { value: 'errors', label: 'Errors' },
  { value: 'flaky', label: 'Flaky' },
  { value: 'labelled', label: 'Judged by people' },
];

/** Which rows are wanted. What is not chosen does not narrow. */
export function caseFilter(
  view: RunView,
  filter: RowsFilter,
  change: (filter: RowsFilter) => void,
): TemplateResult {
  const set = (part: Partial<RowsFilter>): void => change(withoutEmpty({ ...filter, ...part }));
  return html`<div class="row filter" role="search" aria-label="Filter cases">
    ${textField({
      name: 'filter',
      label: 'Filter by text',
      placeholder: 'Filter by text',
      value: filter.text ?? '',
      input: (text) => set({ text }),
    })}
    ${dropdown({
      label: 'Result',
      choices: outcomes,
      value: filter.outcome ?? '',
      choose: (value) =>
        set({
          outcome: value === '' ? undefined : (value as Exclude<RowsFilter['outcome'], undefined>),
        }),
    })}
    ${
      view.candidates.length < 2
        ? nothing
        : dropdown({
            label: 'Candidate',
            choices: [
              { value: '', label: 'All candidates' },
              ...view.candidates.map((one) => ({
                value: String(one.candidate),
                label: candidateText(one),
              })),
            ],
            value: String(filter.candidate ?? ''),
            choose: (value) => set({ candidate: value === '' ? undefined : Number(value) }),
          })
    }
    ${
      view.tags.length === 0
        ? nothing
        : dropdown({
            label: 'Tag',
            choices: [
              { value: '', label: 'All tags' },
              ...view.tags.map((tag) => ({ value: tag, label: tag })),
            ],
            value: filter.tag ?? '',
            choose: (value) => set({ tag: value }),
          })
    }
    ${
      Object.keys(filter).length === 0
        ? nothing
        : html`<button class="tool" @click=${() => change({})}>Clear Filter</button>`
    }
  </div>`;
}

function withoutEmpty(filter: RowsFilter): RowsFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''),
  );
}
