/** What single keys do; listed under `?`, and turned off there. */
export const shortcuts: readonly {
  readonly key: string;
  readonly action: KeyAction;
  readonly does: string;
}[] = [
  { key: '1', action: 'run', does: 'Run' },
  { key: '2', action: 'compare', does: 'Compare' },
  { key: '3', action: 'history', does: 'History' },
  { key: '4', action: 'models', does: 'Models' },
  { key: '/', action: 'filter', does: 'Filter the cases by text' },
  { key: 'g', action: 'rows', does: 'Go to the rows of cases' },
  { key: 'd', action: 'detail', does: 'Go to the case that is open' },
  { key: ']', action: 'next', does: 'Open the next case' },
  { key: '[', action: 'previous', does: 'Open the previous case' },
  { key: 'y', action: 'good', does: 'Good reply' },
  { key: 'n', action: 'bad', does: 'Bad reply' },
  { key: 'Escape', action: 'close', does: 'Close the case' },
  { key: '?', action: 'help', does: 'Show these shortcuts' },
];

export type KeyAction =
  | 'run'
  | 'compare'
  | 'history'
  | 'models'
  | 'filter'
  | 'rows'
  | 'detail'
  | 'next'
  | 'previous'
  | 'good'
  | 'bad'
  | 'close'
  | 'help';

/** What a key asks for. Whoever is typing, or holds a modifier, means something else. */
export function keyAction(event: KeyboardEvent, hasKeys: boolean): KeyAction | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const { key } = event;
  if (!hasKeys && key !== 'Escape') return undefined;
  const inside = event.composedPath();
  if (inside.some((one) => isTyping(one) || one instanceof HTMLDialogElement)) return undefined;
  return shortcuts.find((one) => one.key === key)?.action;
}

function isTyping(target: EventTarget): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isOpenList = target.getAttribute('aria-expanded') === 'true' && target.role === 'combobox';
  return isOpenList || /^(?:INPUT|TEXTAREA|SELECT|VSCODE-DROPDOWN)$/.test(target.tagName);
}
