import type { JsonValue } from '#base/json.ts';
import { type Allowance, ownProperty, TemplateFault } from '../limits.ts';
import { compared } from './operators.ts';
import {
  type Dialect,
  type Given,
  isDict,
  isTrue,
  itemsOf,
  nameText,
  jsonOf,
  nounOf,
  printed,
  spacedJson,
  type Value,
} from './value.ts';
import { escaped, indented, replacedAll, titled, truncated, unmarked } from './texts.ts';

/** What a filter works with besides its value. */
export interface FilterTools {
  readonly dialect: Dialect;
  readonly allowance: Allowance;
  filter(name: string, value: Value, given: Given): Value;
  test(name: string, value: Value, given: Given): boolean;
}

export type Filter = (value: Value, given: Given, tools: FilterTools) => Value;

/** The argument at a place, or of that name. */
export function argument({ plain, named }: Given, place: number, name: string): Value {
  return plain[place] ?? named.get(name);
}

const textFilter =
  (make: (text: string, given: Given) => string): Filter =>
  (value, given, { dialect }) =>
    make(printed(value, dialect), given);

const listFilter =
  (make: (items: readonly JsonValue[], given: Given, tools: FilterTools) => Value): Filter =>
  (value, given, tools) => {
    const items = itemsOf(value);
    tools.allowance.step(items.length * 16);
    return make(items, given, tools);
  };

const fallback: Filter = (value, given) => {
  const isMissing =
    value === undefined || (isTrue(argument(given, 1, 'boolean')) && !isTrue(value));
  return isMissing ? (argument(given, 0, 'default_value') ?? '') : value;
};

const length: Filter = (value) => {
  return itemsOf(value).length;
};

const toNumber =
  (whole: boolean): Filter =>
  (value, given) => {
    const text = typeof value === 'string' ? value.trim() : undefined;
    const number = text === undefined ? numeric(value) : text === '' ? Number.NaN : Number(text);
    if (Number.isFinite(number)) return whole ? Math.trunc(number) : number;
    return argument(given, 0, 'default') ?? 0;
  };

function numeric(value: Value): number {
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : Number.NaN;
}

/** On one line with the spaces that Python puts there. */
const toJson: Filter = (value, given, { dialect }) => {
  const wanted = argument(given, 0, 'indent');
  const indent = typeof wanted === 'number' ? Math.min(Math.max(0, wanted), 10) : undefined;
  if (indent === undefined && dialect === 'jinja') return spacedJson(jsonOf(value));
  return JSON.stringify(jsonOf(value), undefined, indent);
};

const join: Filter = listFilter((items, given, { dialect }) => {
  const attribute = argument(given, 1, 'attribute');
  return items
    .map((item) => printed(attribute === undefined ? item : attributeOf(item, attribute), dialect))
    .join(printed(argument(given, 0, 'd'), dialect));
});

/** `a.b` goes inside. */
function attributeOf(item: Value, attribute: Value): JsonValue | undefined {
  let value: JsonValue | undefined = jsonOf(item);
  for (const step of nameText(attribute).split('.')) value = ownProperty(value, step);
  return value;
}

const sort: Filter = listFilter((items, given) => {
  const attribute = argument(given, 2, 'attribute');
  const isFolded = !isTrue(argument(given, 1, 'case_sensitive'));
  const keyOf = (item: JsonValue): JsonValue => {
    const key = attribute === undefined ? item : (attributeOf(item, attribute) ?? '');
    return isFolded && typeof key === 'string' ? key.toLowerCase() : key;
  };
  const sorted = items.toSorted((a, b) => compared(keyOf(a), keyOf(b)));
  return isTrue(argument(given, 0, 'reverse')) ? sorted.toReversed() : sorted;
});

const unique: Filter = listFilter((items) => {
  const kept: JsonValue[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const key = JSON.stringify(typeof item === 'string' ? item.toLowerCase() : item);
    if (!seen.has(key)) kept.push(item);
    seen.add(key);
  }
  return kept;
});

const map: Filter = listFilter((items, given, tools) => {
  const attribute = given.named.get('attribute');
  if (attribute !== undefined) {
    const otherwise = given.named.get('default');
    return items.map((item) => jsonOf(attributeOf(item, attribute) ?? otherwise));
  }
  const [name, ...rest] = given.plain;
  const inner = { plain: rest, named: given.named };
  return items.map((item) => jsonOf(tools.filter(nameText(name), item, inner)));
});

const chosen = (wanted: boolean, isOfAttribute: boolean): Filter =>
  listFilter((items, given, tools) => {
    const [attribute, ...others] = isOfAttribute ? given.plain : [undefined, ...given.plain];
    const [name, ...rest] = others;
    const inner = { plain: rest, named: given.named };
    return items.filter((item) => {
      const value = isOfAttribute ? attributeOf(item, attribute) : item;
      const holds = name === undefined ? isTrue(value) : tools.test(nameText(name), value, inner);
      return holds === wanted;
    });
  });

const round: Filter = (value, given) => {
  const digits = Math.trunc(numeric(argument(given, 0, 'precision') ?? 0));
  const method = argument(given, 1, 'method') ?? 'common';
  const scale = 10 ** Math.min(Math.max(digits, -15), 15);
  const scaled = numeric(value) * scale;
  if (method === 'ceil') return Math.ceil(scaled) / scale;
  return (method === 'floor' ? Math.floor(scaled) : Math.round(scaled)) / scale;
};

const extreme = (sign: 1 | -1): Filter =>
  listFilter((items, given) => {
    const attribute = argument(given, 1, 'attribute');
    const keyOf = (item: JsonValue): JsonValue =>
      attribute === undefined ? item : (attributeOf(item, attribute) ?? null);
    return items.toSorted((a, b) => sign * compared(keyOf(a), keyOf(b)))[0];
  });

const sum: Filter = listFilter((items, given) => {
  const attribute = argument(given, 0, 'attribute');
  return items.reduce<number>(
    (total, item) => {
      const value = attribute === undefined ? item : attributeOf(item, attribute);
      const number = numeric(value);
      if (Number.isNaN(number)) throw new TemplateFault(`${nounOf(value)} is no number to sum up.`);
      return total + number;
    },
    numeric(argument(given, 1, 'start') ?? 0),
  );
});

const reverse: Filter = (value) =>
  typeof value === 'string' ? Array.from(value).toReversed().join('') : itemsOf(value).toReversed();

const pairs: Filter = (value) => {
  if (value === undefined) return [];
  if (!isDict(value)) throw new TemplateFault(`${nounOf(value)} is no map with items.`);
  return Object.entries(value).map(([key, held]) => [key, held]);
};

const sortedPairs: Filter = (value, given) => {
  if (!isDict(value)) throw new TemplateFault(`${nounOf(value)} is no map with items.`);
  const place = argument(given, 1, 'by') === 'value' ? 1 : 0;
  const sorted = Object.entries(value).toSorted((a, b) => {
    const [one, other] = [a[place] ?? '', b[place] ?? ''];
    return compared(
      typeof one === 'string' ? one.toLowerCase() : one,
      typeof other === 'string' ? other.toLowerCase() : other,
    );
  });
  return (isTrue(argument(given, 2, 'reverse')) ? sorted.toReversed() : sorted).map(
    ([key, held]) => [key, held],
  );
};

const batch: Filter = listFilter((items, given) => {
  const wanted = Math.trunc(numeric(argument(given, 0, 'linecount'))) || 1;
  const size = Math.min(Math.max(1, wanted), 10_000);
  const fill = argument(given, 1, 'fill_with');
  const rows: JsonValue[][] = [];
  for (let at = 0; at < items.length; at += size) rows.push(items.slice(at, at + size));
  if (fill === undefined) return rows;
  return rows.map((row) => [
    ...row,
    ...Array.from({ length: Math.max(0, size - row.length) }, () => jsonOf(fill)),
  ]);
});

const groupBy: Filter = listFilter((items, given) => {
  const attribute = argument(given, 0, 'attribute');
  const groups = new Map<string, { readonly grouper: JsonValue; readonly list: JsonValue[] }>();
  for (const item of items) {
    const grouper = jsonOf(attributeOf(item, attribute) ?? argument(given, 1, 'default'));
    const key = JSON.stringify(grouper);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { grouper, list: [item] });
    else known.list.push(item);
  }
  return [...groups.values()].toSorted((a, b) => compared(a.grouper, b.grouper));
});

const replace: Filter = (value, given, { dialect, allowance }) => {
  const [from, to] = [
    printed(argument(given, 0, 'old'), dialect),
    printed(argument(given, 1, 'new'), dialect),
  ];
  const text = printed(value, dialect);
  const many = argument(given, 2, 'count');
  const made = replacedAll(text, from, to, typeof many === 'number' ? many : Infinity);
  allowance.step(made.length);
  return made;
};

const truncate: Filter = textFilter((text, given) =>
  truncated(text, {
    length: numeric(argument(given, 0, 'length') ?? 255),
    cutsWords: isTrue(argument(given, 1, 'killwords')),
    end: nameText(argument(given, 2, 'end') ?? '...'),
    leeway: numeric(argument(given, 3, 'leeway') ?? 5),
  }),
);

const indent: Filter = textFilter((text, given) => {
  const width = argument(given, 0, 'width') ?? 4;
  return indented(text, {
    by: typeof width === 'string' ? width : ' '.repeat(Math.min(Math.max(0, numeric(width)), 200)),
    isFirst: isTrue(argument(given, 1, 'first')),
    isBlank: isTrue(argument(given, 2, 'blank')),
  });
});

const filterList: readonly (readonly [string, Filter])[] = [
  ['default', fallback],
  ['d', fallback],
  ['upper', textFilter((text) => text.toUpperCase())],
  ['lower', textFilter((text) => text.toLowerCase())],
  ['capitalize', textFilter((text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase())],
  ['title', textFilter(titled)],
  ['trim', textFilter((text) => text.trim())],
  ['length', length],
  ['count', length],
  ['join', join],
  ['first', (value) => (typeof value === 'string' ? value.slice(0, 1) : itemsOf(value)[0])],
  ['last', (value) => (typeof value === 'string' ? value.slice(-1) : itemsOf(value).at(-1))],
  ['replace', replace],
  ['int', toNumber(true)],
  ['float', toNumber(false)],
  ['string', (value, _given, { dialect }) => printed(value, dialect)],
  ['list', (value) => [...itemsOf(value)]],
  ['tojson', toJson],
  ['dump', toJson],
  ['safe', (value) => value],
  ['escape', textFilter(escaped)],
  ['e', textFilter(escaped)],
  ['round', round],
  ['abs', (value) => Math.abs(numeric(value))],
  ['sum', sum],
  ['min', extreme(1)],
  ['max', extreme(-1)],
  ['sort', sort],
  ['unique', unique],
  ['reverse', reverse],
  ['map', map],
  ['select', chosen(true, false)],
  ['reject', chosen(false, false)],
  ['selectattr', chosen(true, true)],
  ['rejectattr', chosen(false, true)],
  ['batch', batch],
  ['groupby', groupBy],
  ['items', pairs],
  ['dictsort', sortedPairs],
  ['truncate', truncate],
  ['indent', indent],
  [
    'wordcount',
    (value, _given, { dialect }) => printed(value, dialect).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  ],
  ['striptags', textFilter(unmarked)],
  ['urlencode', textFilter((text) => encodeURIComponent(text.toWellFormed()))],
  ['nl2br', textFilter((text) => text.replaceAll('\n', '<br />\n'))],
];

export const filters: ReadonlyMap<string, Filter> = new Map(filterList);
