export type YamlPath = readonly (string | number)[];
export type ScalarStyle = 'plain' | 'double' | 'single' | 'block' | 'empty';

/** A key or a scalar as it stands in a text. Offsets count UTF-16 units. */
export interface YamlSpan {
  readonly part: 'key' | 'value';
  /** Of the value, or of the key with the key itself at the end. */
  readonly path: YamlPath;
  readonly style: ScalarStyle;
  /** The token, quotation marks included. */
  readonly start: number;
  readonly end: number;
  /** Where a cursor means this one: the space around it too. */
  readonly from: number;
  readonly to: number;
  /** Nothing says yet whether this is to be a value, or the first key of a map. */
  readonly isOpen: boolean;
  /** Between brackets, where lines mean nothing. */
  readonly isFlow: boolean;
  /** The keys of the map that a key stands in, itself included; complete once the text was read. */
  readonly siblings: readonly string[];
}

/** What a cursor that touches no token stands at. */
export type YamlGap = Pick<YamlSpan, 'part' | 'path' | 'isOpen' | 'isFlow' | 'siblings'>;
