/** One stop of the Tab key for a whole picture: arrows walk from point to point, Enter opens. */
export function walkPoints(event: KeyboardEvent): void {
  const picture = event.currentTarget;
  if (!(picture instanceof Element)) return;
  const points = Array.from(picture.querySelectorAll<SVGElement>('.point'));
  const at = points.findIndex((point) => point === document.activeElement);
  const point = points[at];
  if (point === undefined) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    point.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    return;
  }
  const next = points[nextOf(event.key, at, points.length)];
  if (next === undefined || next === point) return;
  event.preventDefault();
  point.setAttribute('tabindex', '-1');
  next.setAttribute('tabindex', '0');
  next.focus();
}

function nextOf(key: string, at: number, length: number): number {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(length - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return at;
  }
}
