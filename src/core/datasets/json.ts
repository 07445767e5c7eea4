import { isUtf8 } from 'node:buffer';
import { errorAt, quoteFound } from '../documents/problems.ts';
import { decodeSource } from '../documents/source.ts';
import { longestRow, type DatasetReader, type DatasetRow } from './dataset.ts';
import { placeAt, type Faults } from './faults.ts';
import { JsonElements, type JsonElement } from './jsonElements.ts';
import { parseRow, rowTooDeep, rowTooLarge } from './jsonRow.ts';
import { scanRows, type RowScan } from './rowScan.ts';

/** A list of objects, or an object with one under `cases`, `rows` or `data`. Only one element is in memory at a time. */
export const json: DatasetReader = {
  endings: ['.json'],
  rows: (source, file, tell) => scanRows(source, file, tell, (faults) => new ElementScan(faults)),
};

class ElementScan implements RowScan {
  stopped = false;
  private readonly faults: Faults;
  private readonly elements = new JsonElements(longestRow);

  constructor(faults: Faults) {
    this.faults = faults;
  }

  feed(bytes: Uint8Array): DatasetRow[] {
    return this.take(this.elements.feed(bytes));
  }

  finish(): DatasetRow[] {
    return this.stopped ? [] : this.take(this.elements.finish());
  }

  private take(elements: readonly JsonElement[]): DatasetRow[] {
    const rows: DatasetRow[] = [];
    for (const element of elements) {
      const row = this.takeOne(element);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  private takeOne(element: JsonElement): DatasetRow | undefined {
    if (element.kind === 'value') return this.takeValue(element);
    const { file } = this.faults;
    const { line, column } = element.start;
    const place = placeAt(line, column);
    if (element.kind === 'too-large') this.faults.add(rowTooLarge(file, line));
    else if (element.kind === 'too-deep') this.faults.add(rowTooDeep(file, place));
    else {
      this.faults.add(errorAt(file, place, element.code, element.message, element.next));
      this.stopped = true;
    }
    return undefined;
  }

  private takeValue(element: JsonElement & { readonly kind: 'value' }): DatasetRow | undefined {
    const { faults } = this;
    const { bytes, start } = element;
    if (!isUtf8(bytes)) {
      const [problem] = decodeSource(bytes, faults.file).problems;
      const shown = problem?.message ?? quoteFound('');
      const range = placeAt(start.line, start.column);
      faults.add(errorAt(faults.file, range, 'invalid-utf8', shown, 'Save the file as UTF-8.'));
      return undefined;
    }
    const values = parseRow(Buffer.from(bytes).toString(), start, faults);
    return values === undefined ? undefined : { line: start.line, values };
  }
}
