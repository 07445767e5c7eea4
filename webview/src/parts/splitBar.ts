import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Panel } from '../panel.ts';
import { leastSplit } from '../state/panelState.ts';
import { define } from './define.ts';
import { LightElement } from './lightElement.ts';

const step = 2;
const middle = 50;

/** Between two parts that stand side by side: dragged, or moved with the arrows; twice clicked it stands in the middle. */
export class SplitBar extends LightElement {
  static readonly tag = 'assay-split';
  static override properties: PropertyDeclarations = {
    label: {},
    share: { type: Number },
    moved: { attribute: false },
  };

  declare label: string;
  /** Of the first part, in percent. */
  declare share: number;
  declare moved: (share: number) => void;
  /** While it is dragged only the layout follows; the rest hears of the end. */
  private dragged: number | undefined;

  override updated(): void {
    this.layOut(this.dragged ?? this.share);
  }

  protected override render(): TemplateResult {
    return html`<div
      class="split-bar"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${this.label}
      aria-valuemin=${leastSplit}
      aria-valuemax=${100 - leastSplit}
      aria-valuenow=${Math.round(this.share)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      @dblclick=${() => this.moved(middle)}
      @pointerdown=${(event: PointerEvent) => this.onDown(event)}
      @pointermove=${(event: PointerEvent) => this.onMove(event)}
      @pointerup=${() => this.onUp()}
      @pointercancel=${() => this.onUp()}
    ></div>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = this.keyed(event.key);
    if (to === undefined) return;
    event.preventDefault();
    this.moved(within(to));
  }

  private keyed(key: string): number | undefined {
    if (key === 'ArrowLeft') return this.share - step;
    if (key === 'ArrowRight') return this.share + step;
    if (key === 'Home') return leastSplit;
    if (key === 'End') return 100 - leastSplit;
    return key === 'Enter' ? middle : undefined;
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof HTMLElement)) return;
    event.target.setPointerCapture(event.pointerId);
    this.dragged = this.share;
  }

  private onMove({ clientX }: PointerEvent): void {
    const around = this.parentElement?.getBoundingClientRect();
    if (this.dragged === undefined || around === undefined || around.width === 0) return;
    this.dragged = within((100 * (clientX - around.left)) / around.width);
    this.layOut(this.dragged);
  }

  private onUp(): void {
    const { dragged } = this;
    this.dragged = undefined;
    if (dragged !== undefined && dragged !== this.share) this.moved(dragged);
  }

  private layOut(share: number): void {
    this.parentElement?.style.setProperty('--first', `${share}fr`);
    this.parentElement?.style.setProperty('--second', `${100 - share}fr`);
  }
}

/** Between the rows and the case that is open. */
export function splitBar({ state, change }: Pick<Panel, 'state' | 'change'>): TemplateResult {
  return html`<assay-split
    .label=${'Width of the rows'}
    .share=${state.split}
    .moved=${(split: number) => change({ split })}
  ></assay-split>`;
}

function within(share: number): number {
  return Math.min(100 - leastSplit, Math.max(leastSplit, share));
}

define(SplitBar);
