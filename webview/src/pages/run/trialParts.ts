import { html, nothing, type TemplateResult } from 'lit';
import { count, duration, figure, money } from '#base/numbers.ts';
import type { Score } from '#protocol/score.ts';
import type { TrialDetail } from '#protocol/panelRun.ts';
import type { Panel } from '../../panel.ts';
import { outcomeIcon, outcomeWord } from '../../parts/icons.ts';
import { visible } from '../../parts/text/visibleView.ts';

/** In one line: how it ended, what it took, what it cost. */
export function trialFacts(trial: TrialDetail): TemplateResult {
  const { state, outcome, inputTokens, outputTokens, costUsd, latencyMs, source, attempts } = trial;
  const facts = [
    ...(state === 'replied' ? [] : [state]),
    ...(latencyMs === undefined ? [] : [duration(latencyMs)]),
    ...(inputTokens === undefined ? [] : [`${count(inputTokens)} tokens in`]),
    ...(outputTokens === undefined ? [] : [`${count(outputTokens)} out`]),
    ...(state === 'error' ? [] : [money(costUsd)]),
    ...(source === 'cache'
      ? ['from the cache']
      : source === 'recording'
        ? ['from a recording']
        : []),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ];
  return html`<p class="trial-facts">
    ${outcomeWord(outcome)} <span class="quiet">${facts.join(' · ')}</span>
  </p>`;
}

export function scoreTable(panel: Panel, { scores }: TrialDetail): TemplateResult {
  if (scores.length === 0) return html`<p class="quiet">Nothing was scored.</p>`;
  return html`<table class="scores">
    <caption class="for-readers">
      Scores of this reply
    </caption>
    <thead>
      <tr>
        <th scope="col">Evaluator</th>
        <th scope="col" class="number">Score</th>
        <th scope="col">Reason</th>
      </tr>
    </thead>
    <tbody>
      ${scores.map(
        ({ evaluator, score, detail }) =>
          html`<tr>
            <th scope="row">${visible(evaluator)}</th>
            <td class="number">${scoreView(score)}</td>
            <td>
              ${score.why === undefined ? nothing : visible(score.why)}
              ${
                detail === undefined
                  ? nothing
                  : html`<details>
                      <summary>Details</summary>
                      <assay-text .panel=${panel} .text=${detail}></assay-text>
                    </details>`
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What was not scored has no number: it is never a 0. */
function scoreView(score: Score): TemplateResult {
  switch (score.outcome) {
    case 'scored':
      return html`<span class="outcome"
        >${score.pass === undefined ? nothing : outcomeIcon(score.pass ? 'passed' : 'failed')}
        ${figure(score.value)}${
          score.pass === undefined
            ? nothing
            : html`<span class="for-readers">${score.pass ? 'passed' : 'failed'}</span>`
        }</span
      >`;
    case 'failed':
      return html`<span class="outcome">${outcomeIcon('error')} not scored</span>`;
    case 'not-applicable':
      break;
  }
  return html`<span class="quiet">not applicable</span>`;
}
