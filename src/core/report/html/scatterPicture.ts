import type { ScatterView } from '#protocol/panelCompare.ts';
import { count, figure } from '../numbers.ts';
import { attribute, html, named, nothing, type Html } from './markup.ts';

const size = 320;
const edge = 44;
const mostPoints = 600;

/** Each case by its score before and after: above the line it got higher. Nothing where scores are only yes or no. */
export function scatterPicture(name: string, { points, total }: ScatterView): Html {
  const values = points.flatMap(({ before, after }) => [before, after]);
  if (new Set(values).size < 3) return nothing;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = (value: number): number => edge + ((value - low) / (high - low)) * (size - 2 * edge);
  const higher = points.reduce((sum, one) => sum + (one.after > one.before ? one.cases : 0), 0);
  const lower = points.reduce((sum, one) => sum + (one.after < one.before ? one.cases : 0), 0);
  const says = `${name}, ${count(total)} cases: ${count(higher)} higher after, ${count(lower)} lower.`;
  return html`<figure>
    <figcaption>${named(name, 60)}: before (across) and after (up)</figcaption>
    <svg class="square" viewBox="0 0 ${size} ${size}" role="img" aria-label="${attribute(says)}">
      <line class="grid" x1="${edge}" y1="${size - edge}" x2="${size - edge}" y2="${size - edge}" />
      <line class="grid" x1="${edge}" y1="${edge}" x2="${edge}" y2="${size - edge}" />
      <line class="before" x1="${edge}" y1="${size - edge}" x2="${size - edge}" y2="${edge}" />
      ${points
        .slice(0, mostPoints)
        .map(
          (one) =>
            html`<circle
              class="bar"
              cx="${at(one.before).toFixed(1)}"
              cy="${(size - at(one.after)).toFixed(1)}"
              r="${Math.min(14, 3 + Math.sqrt(one.cases)).toFixed(1)}"
              fill-opacity="0.6"
            />`,
        )}
      <text class="axis" x="${edge}" y="${size - edge + 18}">${figure(low)}</text>
      <text class="axis" x="${size - edge}" y="${size - edge + 18}" text-anchor="end">
        ${figure(high)}
      </text>
      <text class="axis" x="${edge - 6}" y="${size - edge}" text-anchor="end">${figure(low)}</text>
      <text class="axis" x="${edge - 6}" y="${edge + 4}" text-anchor="end">${figure(high)}</text>
    </svg>
    <p class="note">${says}</p>
  </figure>`;
}
