import type { Score } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';
import {
  acceptedOf,
  findCase,
  messagesOf,
  resultsOf,
  type FoundCase,
} from '../../views/caseView.ts';
import { expectedText } from '../../views/caseTable.ts';
import { stateWords } from '../../views/outcome.ts';
import { detailLines } from '../detailLines.ts';
import { count, duration, figure, money } from '../numbers.ts';
import type { ReportDesk } from '../reportDesk.ts';
import type { TroubledCase } from '../troubledCases.ts';
import type { DiffTables } from './diffTable.ts';
import { attribute, block, html, named, nothing, startOf, type Html } from './markup.ts';
import { scrolled } from './page.ts';

/** Repetitions of a case that are shown one by one. */
const mostTrials = 3;
const mostDetails = 30;
/** Of a message or a detail, in UTF-16 units. */
const longestMessage = 4000;

/** A case that wants to be looked at: what was asked, what came back, what was expected, and what each score says. */
export async function casePart(
  desk: ReportDesk,
  wanted: TroubledCase,
  diffs: DiffTables,
): Promise<Html> {
  const finding = await findCase(desk, wanted);
  if (!finding.ok)
    return html`<p class="note">${named(wanted.caseId)}: ${finding.failure.message}</p>`;
  const found = finding.value;
  const results = await resultsOf(desk, found, found.row);
  const accepted = await acceptedOf(desk, found);
  const { manifest } = found.book;
  const before = accepted?.reply?.start;
  const shown = inOrderOfNeed(results).slice(0, mostTrials);
  const hidden = results.length - shown.length;
  return html`<details>
    <summary>
      ${outcomeWord(wanted)} <strong>${named(wanted.caseId, 120)}</strong> on
      ${candidateName(manifest.candidates[wanted.candidate])}${
        wanted.change === 'to-failed'
          ? html` <span class="word bad">▼ passed before</span>`
          : nothing
      }${wanted.isFlaky ? html` <span class="word warn">flaky</span>` : nothing}
    </summary>
    <div class="inside">
      ${placeLine(found)}
      <h4>Messages</h4>
      ${messagesOf(found).map(
        ({ role, content }) =>
          html`<p class="eyebrow">${role}</p>
            ${block(content, longestMessage)}`,
      )}
      ${shown.map((result) => trialPart(result, { found, results, before, diffs }))}
      ${hidden > 0 ? html`<p class="note">${count(hidden)} more repetitions are not shown.</p>` : nothing}
    </div>
  </details> `;
}

function candidateName(
  names: { readonly variant: string; readonly model: string } | undefined,
): Html {
  const { variant = 'base', model = '' } = names ?? {};
  return variant === 'base' ? named(model) : html`${named(model)}, variant ${named(variant)}`;
}

function outcomeWord({ outcome }: TroubledCase): Html {
  return outcome === 'failed'
    ? html`<span class="word bad">✗ failed</span>`
    : html`<span class="word warn">! error</span>`;
}

function placeLine({ testCase, part, row }: FoundCase): Html {
  const tags = part.rows.tagsOf(row);
  const { file, line } = testCase?.source ?? { file: '', line: 0 };
  return html`<p class="note tags">
    ${
      file === '' ? nothing : html`${named(file)}, line ${line} `
    }${tags.map((tag) => html`<span>${named(tag, 60)}</span>`)}
  </p>`;
}

/** What failed or broke comes first. */
function inOrderOfNeed(results: readonly TrialResult[]): readonly TrialResult[] {
  return results.toSorted((a, b) => needOf(a) - needOf(b) || a.repeat - b.repeat);
}

function needOf({ pass, failure }: TrialResult): number {
  if (pass === false) return 0;
  return failure === undefined ? 2 : 1;
}

interface TrialPlace {
  readonly found: FoundCase;
  readonly results: readonly TrialResult[];
  readonly before: string | undefined;
  readonly diffs: DiffTables;
}

function trialPart(result: TrialResult, { found, results, before, diffs }: TrialPlace): Html {
  const { reply, failure, state, repeat } = result;
  const again = results.length > 1 ? ` of repetition ${repeat + 1}` : '';
  const expected = found.testCase?.expected;
  const wanted = expected === undefined ? undefined : expectedText(expected);
  const parts: Html[] = [];
  if (reply === undefined) {
    const why = failure === undefined ? stateWords(state) : `${failure.code}: ${failure.message}`;
    parts.push(
      html`<h4>No reply${again}</h4>
        <p>${startOf(why, longestMessage)}</p>`,
    );
    if (wanted !== undefined)
      parts.push(
        html`<h4>Expected</h4>
          ${block(wanted)}`,
      );
  } else {
    const facts = [
      ...(state === 'replied' ? [] : [state]),
      ...(reply.latencyMs === undefined ? [] : [duration(reply.latencyMs)]),
      ...(reply.usage === undefined
        ? []
        : [`${count(reply.usage.inputTokens)} tokens in, ${count(reply.usage.outputTokens)} out`]),
      ...(reply.costUsd === undefined ? [] : [money(reply.costUsd)]),
      ...(reply.source === undefined || reply.source === 'live'
        ? []
        : [`from the ${reply.source}`]),
    ].join(', ');
    parts.push(
      html`<h4>Reply${again}</h4>
        ${facts === '' ? nothing : html`<p class="note">${facts}</p>`}`,
    );
    parts.push(block(reply.text));
    if (wanted !== undefined && wanted !== reply.text) {
      const right = { name: `Reply${again}`, text: reply.text };
      parts.push(diffs.table({ name: 'Expected', text: wanted }, right));
    }
    if (before !== undefined && before !== reply.text && before !== wanted) {
      const right = { name: `Reply${again}`, text: reply.text };
      parts.push(diffs.table({ name: 'Reply of the baseline', text: before }, right));
    }
  }
  if (result.scores.length > 0) parts.push(scoreTable(result, again));
  return html`${parts}`;
}

function scoreTable({ scores }: TrialResult, again: string): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">Evaluator</th>
        <th scope="col">Score</th>
        <th scope="col">Why</th>
      </tr>
    </thead>
    <tbody>
      ${scores.map(
        ({ evaluator, score, details, informs }) =>
          html`<tr>
            <th scope="row">${named(evaluator, 80)}</th>
            <td>
              ${scoreWord(score)}${informs === true ? html`<small>informs only</small>` : nothing}
            </td>
            <td class="text">${whyOf(score)}${detailPart(detailLines(details))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  return scrolled(attribute(`Scores${again}`), table);
}

function scoreWord(score: Score): Html {
  if (score.outcome !== 'scored') return html`<span class="warn">${score.outcome}</span>`;
  const { value, pass } = score;
  if (pass === undefined) return html`${figure(value)}`;
  return pass
    ? html`<span class="word good">✓ passed</span><small>${figure(value)}</small>`
    : html`<span class="word bad">✗ did not pass</span><small>${figure(value)}</small>`;
}

function whyOf({ why }: Score): Html {
  return why === undefined ? nothing : html`${startOf(why, longestMessage)}`;
}

function detailPart(lines: readonly string[]): Html {
  if (lines.length === 0) return nothing;
  const shown = lines.slice(0, mostDetails).map((line) => startOf(line, 500));
  if (lines.length > mostDetails)
    shown.push(`… and ${count(lines.length - mostDetails)} more lines`);
  return block(shown.join('\n'), 2 * longestMessage);
}
