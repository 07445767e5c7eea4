import { visibleString } from '#base/visibleText.ts';
import type { GateRule, RunManifest, RunSummary } from '#protocol/run.ts';
import { percent, percentRange } from './numbers.ts';

/** A small picture that says how a run ended, for a page elsewhere. It asks for nothing and runs nothing. */
export function badge(manifest: RunManifest, summary: RunSummary, label = 'assay'): string {
  const { words, colour } = stateOf(manifest.gate, summary);
  const [left, right] = [shown(label), shown(words)];
  const [leftWidth, rightWidth] = [widthOf(left) + 12, widthOf(right) + 12];
  const width = leftWidth + rightWidth;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${left}: ${right}">
<title>${left}: ${right}</title>
<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${leftWidth}" height="20" fill="#404040"/><rect x="${leftWidth}" width="${rightWidth}" height="20" fill="${colour}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11"><text x="${leftWidth / 2}" y="14" textLength="${leftWidth - 12}">${left}</text><text x="${leftWidth + rightWidth / 2}" y="14" textLength="${rightWidth - 12}">${right}</text></g>
</svg>
`;
}

const good = '#1a7f37';
const bad = '#b3202e';
const other = '#57606a';

function stateOf(
  gate: GateRule,
  { ended, gate: result, candidates }: RunSummary,
): { readonly words: string; readonly colour: string } {
  const rates = candidates.flatMap(({ passRate }) => (passRate === undefined ? [] : [passRate]));
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const passed =
    rates.length === 0 ? 'no verdict' : low === high ? percent(low) : percentRange({ low, high });
  if (ended !== 'complete') return { words: `${passed}, not complete`, colour: other };
  if (!result.pass) return { words: `${passed}, gate failed`, colour: bad };
  const hasGate = gate.passRate !== undefined || Object.keys(gate.metrics ?? {}).length > 0;
  return { words: passed, colour: hasGate ? good : other };
}

function shown(text: string): string {
  return visibleString(text.slice(0, 60).toWellFormed())
    .replace(/\s+/g, ' ')
    .replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** About what 11 pixels of Verdana take. */
function widthOf(text: string): number {
  return Math.round(text.replace(/&#\d+;/g, 'x').length * 6.9);
}
