import type { Position, TextRange } from '#protocol/problem.ts';
import type { SourceText } from '../../documents/source.ts';
import { templateVariables } from '../../prompts/template.ts';

/**
 * Where each placeholder of a scalar stands in the source, in the order of `templateVariables`.
 * The content of a scalar is not its source: indentation, folding and escapes lie between them, so
 * each placeholder is searched for as it is written. One that cannot be found gets the whole range.
 */
export function placesOf(
  source: SourceText,
  range: TextRange,
  content: string,
): readonly TextRange[] {
  const variables = templateVariables(content);
  if (variables.length === 0) return none;
  let from = offsetOf(source, range.start);
  const end = offsetOf(source, range.end);
  return variables.map((variable) => {
    const written = content.slice(variable.start, variable.end);
    const start = source.text.indexOf(written, from);
    if (start < 0 || start + written.length > end) return range;
    from = start + written.length;
    return source.range(start, from);
  });
}

const none: readonly never[] = [];

/** The inverse of `source.position`, by halving. */
function offsetOf(source: SourceText, { line, column }: Position): number {
  let low = 0;
  let high = source.text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = source.position(middle);
    if (there.line < line || (there.line === line && there.column < column)) low = middle + 1;
    else high = middle;
  }
  return low;
}
