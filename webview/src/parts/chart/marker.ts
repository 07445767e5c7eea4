import { svg, type TemplateResult } from 'lit';

const shapes: readonly string[] = [
  'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0',
  'M-4,-4H4V4H-4Z',
  'M0,-5L5,4H-5Z',
  'M0,-5L5,0L0,5L-5,0Z',
  'M0,5L5,-4H-5Z',
  'M-5,-2H-2V-5H2V-2H5V2H2V5H-2V2H-5Z',
];

/** The mark of what is none of ours: open, and larger than a mark that is filled. */
export function foreignMarker(): TemplateResult<2> {
  return svg`<path class="mark open" d="M0,-6.5L6.5,0L0,6.5L-6.5,0Z M-3,0H3 M0,-3V3" />`;
}

/** The mark of a series: another shape for each. */
export function marker(series: number): TemplateResult<2> {
  return svg`<path class="mark" d=${shapes[series % shapes.length] ?? ''} />`;
}
