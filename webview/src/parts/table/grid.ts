import { defaultRangeExtractor, VirtualizerController, type Range } from '@tanstack/lit-virtual';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { failureView } from '../failureView.ts';
import { LightElement } from '../lightElement.ts';
import { movedTo } from './gridKeys.ts';
import { RowPages, type Anchor, type AskRows } from './rowPages.ts';

export interface GridColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** A track of a CSS grid: `120px`, `minmax(200px, 1fr)`. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly canSort?: boolean;
  readonly cell: (row: Row) => unknown;
}

/** A column that can be copied too: `text` is what of it. */
export interface TextColumn<Row> extends GridColumn<Row> {
  readonly text: (row: Row) => string;
}

/** Which rows: another `key` is another list, another `version` the same one after a change. */
export interface GridRows<Row> {
  readonly key: string;
  readonly version: number;
  readonly ask: AskRows<Row>;
}

export interface GridSort {
  readonly by: string;
  readonly descending: boolean;
}

const rowHeight = 22;

/** A row that is on its way: one cell, since there may be many of them for a moment. */
const absentCell = html`<div role="gridcell" class="grid-cell" aria-colindex="1">
  <span class="skeleton"></span>
</div>`;

/**
 * A list of any length: only what is in sight is in the document. Keys walk through cells as in a spreadsheet; rows under
 * the mouse, or with the focus, stay where they are when others come or go above them.
 */
export class Grid<Row = unknown> extends LightElement {
  static readonly tag = 'assay-grid';
  static override properties: PropertyDeclarations = {
    label: {},
    columns: { attribute: false },
    rows: { attribute: false },
    sort: { attribute: false },
    keyOf: { attribute: false },
    selected: {},
    choose: { attribute: false },
    sortBy: { attribute: false },
    counted: { attribute: false },
    none: {},
  };

  declare label: string;
  declare columns: readonly GridColumn<Row>[];
  declare rows: GridRows<Row>;
  declare sort: GridSort | undefined;
  declare keyOf: (row: Row) => string;
  declare selected: string | undefined;
  declare choose: (row: Row) => void;
  declare sortBy: (column: string) => void;
  declare counted: (total: number) => void;
  /** What is said where there are no rows. */
  declare none: string;

  private readonly pages = new RowPages<Row>((moved) => this.arrived(moved));
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.querySelector<HTMLElement>('.grid'),
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: rowHeight,
    rangeExtractor: (range) => this.rangeWithActive(range),
  });
  private key: string | undefined;
  private version = -1;
  /** -1 is the row of headings. */
  private activeRow = 0;
  private activeColumn = 0;
  private pointerY: number | undefined;
  private isFocusWanted = false;
  private revealed: number | undefined;

  /** Goes some rows further and chooses the one there. */
  step(by: number): void {
    const row = Math.min(Math.max(0, this.activeRow + by), (this.pages.total ?? 1) - 1);
    this.goTo(row, this.activeColumn, false);
    const found = this.pages.at(row);
    if (found !== undefined) this.choose(found);
  }

  /** Goes to a row and gives it the focus, as soon as there are rows. */
  reveal(row: number): void {
    this.revealed = row;
    this.requestUpdate();
  }

  focusRows(): void {
    this.goTo(Math.max(0, this.activeRow), this.activeColumn, true);
  }

  override willUpdate(): void {
    const { key, version, ask } = this.rows;
    if (key !== this.key) {
      this.key = key;
      this.version = version;
      this.activeRow = 0;
      this.pages.begin(ask);
      this.querySelector('.grid')?.scrollTo({ top: 0 });
    } else if (version !== this.version) {
      this.version = version;
      const [first, last] = this.inSight();
      void this.pages.refresh(first, last, () => this.anchor());
    }
    const virtualizer = this.virtual.getVirtualizer();
    const count = this.pages.total ?? 0;
    if (virtualizer.options.count !== count) {
      virtualizer.setOptions({ ...virtualizer.options, count });
    }
    const [first, last] = this.inSight();
    this.pages.want(first, last);
  }

  override updated(): void {
    if (this.revealed !== undefined && this.pages.total !== undefined) {
      const row = this.revealed;
      this.revealed = undefined;
      this.goTo(row, 0, true);
    }
    if (!this.isFocusWanted) return;
    // A row that is on its way has no cell that takes the focus yet.
    const cell = this.querySelector<HTMLElement>(
      `[data-row="${this.activeRow}"] > [tabindex]:nth-child(${this.activeColumn + 1})`,
    );
    if (cell === null) return;
    this.isFocusWanted = false;
    cell.focus({ preventScroll: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pages.stop();
    this.key = undefined;
  }

  protected override render(): TemplateResult {
    const total = this.pages.total ?? 0;
    const { columns } = this;
    const tracks = columns.map((column) => column.width).join(' ');
    const virtualizer = this.virtual.getVirtualizer();
    return html`<div
        class="grid"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${total + 1}
        aria-colcount=${columns.length}
        aria-busy=${this.pages.total === undefined ? 'true' : 'false'}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
        @pointermove=${(event: PointerEvent) => {
          this.pointerY = event.clientY;
        }}
        @pointerleave=${() => {
          this.pointerY = undefined;
        }}
      >
        <div role="rowgroup" class="grid-head">
          <div
            role="row"
            aria-rowindex="1"
            data-row="-1"
            class="grid-row"
            .style=${`grid-template-columns: ${tracks}`}
          >
            ${columns.map((column, at) => this.heading(column, at))}
          </div>
        </div>
        <div role="rowgroup" class="grid-body" .style=${`height: ${virtualizer.getTotalSize()}px`}>
          ${repeat(
            virtualizer.getVirtualItems(),
            (item) => item.index,
            (item) => this.row(item.index, item.start, tracks),
          )}
        </div>
      </div>
      ${this.pages.total === 0 ? html`<p class="grid-none quiet">${this.none}</p>` : nothing}
      ${
        this.pages.failure === undefined
          ? nothing
          : html`<div class="grid-none">
              ${failureView(this.pages.failure, () => this.again())}
            </div>`
      }`;
  }

  private again(): void {
    this.key = undefined;
    this.requestUpdate();
  }

  private heading(column: GridColumn<Row>, at: number): TemplateResult {
    const isSorted = this.sort?.by === column.id;
    const direction = this.sort?.descending === true ? 'descending' : 'ascending';
    const sort = column.canSort === true ? (isSorted ? direction : 'none') : nothing;
    return html`<div
      role="columnheader"
      class="grid-cell ${column.isNumber === true ? 'number' : ''} ${
        column.canSort === true ? 'sortable' : ''
      }"
      aria-colindex=${at + 1}
      aria-sort=${sort}
      tabindex=${this.activeRow === -1 && this.activeColumn === at ? 0 : -1}
      @click=${() => {
        this.activeRow = -1;
        this.activeColumn = at;
        if (column.canSort === true) this.sortBy(column.id);
      }}
    >
      <span class="grid-title">${column.title}</span>${
        isSorted
          ? html`<span aria-hidden="true">${direction === 'descending' ? ' ↓' : ' ↑'}</span>`
          : nothing
      }
    </div>`;
  }

  private row(index: number, top: number, tracks: string): TemplateResult {
    const row = this.pages.at(index);
    const key = row === undefined ? undefined : this.keyOf(row);
    const isSelected = key !== undefined && key === this.selected;
    return html`<div
      role="row"
      class="grid-row ${isSelected ? 'selected' : ''}"
      aria-rowindex=${index + 2}
      aria-selected=${isSelected ? 'true' : 'false'}
      data-row=${index}
      data-key=${key ?? nothing}
      .style=${`transform: translateY(${top}px); grid-template-columns: ${tracks}`}
      @click=${(event: MouseEvent) => this.onClick(event, index)}
    >
      ${row === undefined ? absentCell : this.columns.map((column, at) => this.cell(row, index, column, at))}
    </div>`;
  }

  private cell(row: Row, index: number, column: GridColumn<Row>, at: number): TemplateResult {
    return html`<div
      role="gridcell"
      class="grid-cell ${column.isNumber === true ? 'number' : ''}"
      aria-colindex=${at + 1}
      tabindex=${this.activeRow === index && this.activeColumn === at ? 0 : -1}
    >
      ${column.cell(row)}
    </div>`;
  }

  private onClick(event: MouseEvent, index: number): void {
    const cells = Array.from((event.currentTarget as HTMLElement).children);
    const column = cells.findIndex((cell) => cell.contains(event.target as Node));
    this.goTo(index, Math.max(0, column), true);
    const row = this.pages.at(index);
    if (row !== undefined) this.choose(row);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const { activeRow, activeColumn, columns } = this;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const row = this.pages.at(activeRow);
      const column = columns[activeColumn];
      if (activeRow === -1 && column?.canSort === true) this.sortBy(column.id);
      else if (row !== undefined) this.choose(row);
      return;
    }
    const to = movedTo(event, {
      row: activeRow,
      column: activeColumn,
      rows: this.pages.total ?? 0,
      columns: columns.length,
      page: Math.max(1, this.inSight()[1] - this.inSight()[0] - 1),
    });
    if (to === undefined) return;
    event.preventDefault();
    this.goTo(to.row, to.column, true);
  }

  private goTo(row: number, column: number, withFocus: boolean): void {
    this.activeRow = row;
    this.activeColumn = column;
    this.isFocusWanted = withFocus;
    if (row >= 0) this.virtual.getVirtualizer().scrollToIndex(row, { align: 'auto' });
    this.requestUpdate();
  }

  /** The active row is always in the document, so that it keeps the focus while others are looked at. */
  private rangeWithActive(range: Range): number[] {
    const indexes = defaultRangeExtractor(range);
    const { activeRow } = this;
    if (activeRow < 0 || activeRow >= range.count || indexes.includes(activeRow)) return indexes;
    return [...indexes, activeRow].toSorted((a, b) => a - b);
  }

  private inSight(): readonly [number, number] {
    const range = this.virtual.getVirtualizer().range;
    const last = Math.max(0, (this.pages.total ?? 1) - 1);
    return range === null
      ? [0, Math.min(60, last)]
      : [range.startIndex, Math.min(last, range.endIndex + 6)];
  }

  /** What must not move: the row under the mouse, else the one with the focus, else the first in sight. */
  private anchor(): Anchor<Row> | undefined {
    const at = this.anchorRow();
    const row = this.pages.at(at);
    return row === undefined ? undefined : { row, at };
  }

  private anchorRow(): number {
    const grid = this.querySelector<HTMLElement>('.grid');
    if (grid === null) return 0;
    if (this.pointerY !== undefined) {
      const y = this.pointerY - grid.getBoundingClientRect().top - rowHeight + grid.scrollTop;
      return Math.max(0, Math.floor(y / rowHeight));
    }
    if (this.contains(document.activeElement) && this.activeRow >= 0) return this.activeRow;
    return Math.floor(grid.scrollTop / rowHeight);
  }

  private arrived(moved: number): void {
    const { total } = this.pages;
    if (total !== undefined) this.counted(total);
    if (moved !== 0) this.shift(moved, total ?? 0);
    this.requestUpdate();
  }

  /** Before the new rows are drawn, in the same frame, so that nobody sees them move. */
  private shift(moved: number, total: number): void {
    const grid = this.querySelector<HTMLElement>('.grid');
    if (this.activeRow >= 0) this.activeRow = Math.max(0, this.activeRow + moved);
    if (grid === null) return;
    const virtualizer = this.virtual.getVirtualizer();
    virtualizer.setOptions({ ...virtualizer.options, count: total });
    const body = grid.querySelector<HTMLElement>('.grid-body');
    if (body !== null) body.style.height = `${total * rowHeight}px`;
    grid.scrollTop += moved * rowHeight;
  }
}
