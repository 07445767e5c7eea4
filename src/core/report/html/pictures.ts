import type { CandidateSummary, RunManifest } from '#protocol/run.ts';
import { duration, percent } from '../numbers.ts';
import { attribute, html, nothing, startOf, type Html } from './markup.ts';

interface Row {
  readonly name: string;
  /** What is drawn, as shares of the width from 0 to 1. */
  readonly low: number;
  readonly high: number;
  readonly at: number;
  /** Where it was before; absent: nothing was accepted. */
  readonly before?: number | undefined;
  readonly says: string;
}

const width = 720;
const left = 250;
const right = 20;
const rowHeight = 30;
const mostRows = 24;
const longestName = 36;

/** The pass rate of each candidate with its interval, and what was accepted before. `undefined`: nothing has a verdict. */
export function passPicture(
  manifest: RunManifest,
  candidates: readonly CandidateSummary[],
  before: (candidate: number) => number | undefined,
): Html {
  const rows = candidates.flatMap(({ candidate, passRate, interval }): readonly Row[] => {
    if (passRate === undefined) return [];
    const was = before(candidate);
    const { low, high } = interval ?? { low: passRate, high: passRate };
    const says = `${percent(passRate)}, between ${percent(low)} and ${percent(high)}${was === undefined ? '' : `; the baseline ${percent(was)}`}`;
    return [{ name: nameOf(manifest, candidate), low, high, at: passRate, before: was, says }];
  });
  const hasBefore = rows.some((one) => one.before !== undefined);
  const title = `Pass rate with its 95 % interval${hasBefore ? '; the upright line is the baseline' : ''}`;
  return picture(
    title,
    rows,
    [0, 0.25, 0.5, 0.75, 1].map((at) => [at, `${at * 100} %`]),
  );
}

/** From the median to the slowest twentieth. */
export function latencyPicture(
  manifest: RunManifest,
  candidates: readonly CandidateSummary[],
): Html {
  const slowest = Math.max(...candidates.map(({ latency }) => latency?.p95 ?? 0), 1);
  const rows = candidates.flatMap(({ candidate, latency }): readonly Row[] => {
    if (latency === undefined) return [];
    const { p50, p95 } = latency;
    const says = `median ${duration(p50)}, 95 of 100 within ${duration(p95)}`;
    const name = nameOf(manifest, candidate);
    return [{ name, low: p50 / slowest, high: p95 / slowest, at: p50 / slowest, says }];
  });
  const marks = [0, 0.5, 1].map((at): readonly [number, string] => [at, duration(at * slowest)]);
  return picture('Latency from the median to p95', rows, marks);
}

function nameOf(manifest: RunManifest, candidate: number): string {
  const { variant = 'base', model = '' } = manifest.candidates[candidate] ?? {};
  return variant === 'base' ? model : `${model}, ${variant}`;
}

function picture(
  title: string,
  all: readonly Row[],
  marks: readonly (readonly [at: number, label: string])[],
): Html {
  const rows = all.slice(0, mostRows);
  if (rows.length === 0) return nothing;
  const height = rows.length * rowHeight + 26;
  const x = (share: number): string =>
    (left + Math.min(1, Math.max(0, share)) * (width - left - right)).toFixed(1);
  const told = rows.map(({ name, says }) => `${name}: ${says}`).join('. ');
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${attribute(`${title}. ${told}.`)}"
    >
      ${marks.map(
        ([at, label]) =>
          html`<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="0" y2="${height - 22}" /><text
              class="axis"
              x="${x(at)}"
              y="${height - 6}"
              text-anchor="${at === 0 ? 'start' : at === 1 ? 'end' : 'middle'}"
              >${label}</text
            >`,
      )}
      ${rows.map((row, place) => {
        const y = place * rowHeight + rowHeight / 2;
        return html`<text x="${left - 12}" y="${y + 4}" text-anchor="end"
            >${shortName(row.name)}</text
          ><line class="range" x1="${x(row.low)}" x2="${x(row.high)}" y1="${y}" y2="${y}" />${
            row.before === undefined
              ? nothing
              : html`<line
                  class="before"
                  x1="${x(row.before)}"
                  x2="${x(row.before)}"
                  y1="${y - 10}"
                  y2="${y + 10}"
                />`
          }<circle class="bar" cx="${x(row.at)}" cy="${y}" r="6" />`;
      })}
    </svg>
  </figure>`;
}

/** Inside a picture no element may name what one would not see. */
function shortName(name: string): Html {
  const shown =
    name.length > longestName ? `…${name.slice(1 - longestName)}` : startOf(name, longestName);
  return attribute(shown.toWellFormed());
}
