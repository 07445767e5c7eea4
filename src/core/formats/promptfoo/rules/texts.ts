import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { isList } from '../../../prompts/printValue.ts';
import { type BothWays, type Given, type Mapped, missing, textIn } from './rule.ts';

/** A text that stands in the reply. */
export const part = (uses: string, settings: JsonObject = {}): BothWays => ({
  map({ value }) {
    const found = textIn(value);
    if (found === undefined || found === '') return missing('a text');
    return { uses, with: { value: found, ...settings } };
  },
  back: (made) => (made.uses === uses ? { value: made.with['value'] } : undefined),
  near: ['trim'],
});

/** Several of them. */
export const parts = (uses: string, ignoreCase: boolean): BothWays => ({
  map({ value }) {
    const list = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value;
    const values = list !== undefined && isList(list) ? list.map((one) => textIn(one) ?? '') : [];
    if (values.length === 0 || values.includes('')) return missing('a list of texts');
    return { uses, with: { values, ignoreCase }, counts: 'verdict' };
  },
  back: (made) => (made.uses === uses ? { value: made.with['values'] } : undefined),
});

/** A figure over the reply and a reference. */
export const expecting = (
  uses: string,
  usual: number,
  settings: JsonObject = {},
  near: readonly string[] = [],
): BothWays => ({
  map({ value, threshold = usual }) {
    const found = value !== undefined && isList(value) ? value : textIn(value);
    if (found === undefined || found === '') return missing('a text');
    return { uses, expected: found, threshold, with: settings };
  },
  back: (made) =>
    made.uses === uses ? { value: made.expected, threshold: made.threshold } : undefined,
  near,
});

export const equals: BothWays = {
  map({ value }) {
    if (value === undefined) return missing('a text or an object');
    if (typeof value === 'object' && value !== null) {
      return { uses: 'json-schema', with: { schema: { const: value } } };
    }
    return { uses: 'exact-match', expected: String(value), with: { trim: false } };
  },
  back({ uses, with: settings, expected }) {
    if (uses === 'exact-match') return { value: expected };
    const { schema } = settings;
    const isValue =
      uses === 'json-schema' && isJsonObject(schema) && Object.hasOwn(schema, 'const');
    return isValue ? { value: schema['const'] } : undefined;
  },
  near: ['trim'],
};

export const pattern: BothWays = {
  map({ value }) {
    const found = textIn(value);
    if (found === undefined || found === '') return missing('a pattern');
    return { uses: 'regex', with: { pattern: found } };
  },
  back: ({ uses, with: settings }) =>
    uses === 'regex' ? { value: settings['pattern'] } : undefined,
};

/** Whole, or found among other words. */
export const jsonIn = (anywhere: boolean): BothWays => ({
  map({ value }) {
    if (value === undefined || value === null || value === '') {
      return { uses: 'json', with: { anywhere } };
    }
    const schema = typeof value === 'string' ? parsed(value) : value;
    if (!isJsonObject(schema)) {
      return { fault: 'has a `value` that is no JSON Schema.', next: 'Write the schema as a map.' };
    }
    return { uses: 'json-schema', with: { schema: { $schema: draft, ...schema }, anywhere } };
  },
  back({ uses, with: settings }) {
    if (uses === 'json') return {};
    const { schema } = settings;
    if (uses !== 'json-schema' || !isJsonObject(schema)) return undefined;
    const { $schema, ...rest } = schema;
    return { value: $schema === draft ? rest : schema };
  },
});

const draft = 'http://json-schema.org/draft-07/schema#';

function parsed(written: string): JsonValue | undefined {
  try {
    return JSON.parse(written) as JsonValue;
  } catch {
    return undefined;
  }
}

export const distance: BothWays = {
  map({ value, threshold }) {
    const expected = textIn(value);
    if (expected === undefined) return missing('a text');
    // 0 and nothing are the same to promptfoo.
    const maxDistance = threshold === undefined || threshold === 0 ? 5 : threshold;
    return {
      uses: 'edit-similarity',
      expected,
      with: { trim: false, maxDistance },
      counts: 'verdict',
    };
  },
  back({ uses, with: { maxDistance }, expected }) {
    if (uses !== 'edit-similarity' || typeof maxDistance !== 'number') return undefined;
    return { value: expected, threshold: maxDistance };
  },
  near: ['trim'],
};

/** The most that passes. */
export const limit = (uses: string, key: string): BothWays => ({
  map: ({ threshold }) =>
    threshold === undefined
      ? { fault: 'needs a `threshold`.', next: 'Write the most that passes.' }
      : { uses, with: { [key]: threshold } },
  back: (made) => backToLimit(made, uses, key),
});

/** Without a threshold it is only told. */
export const cost: BothWays = {
  map: ({ threshold }) =>
    threshold === undefined ? { uses: 'cost' } : { uses: 'cost', with: { maxUsd: threshold } },
  back: (made) =>
    Object.keys(made.with).length === 0 && made.uses === 'cost'
      ? {}
      : backToLimit(made, 'cost', 'maxUsd'),
};

/** A threshold of one's own says the same as the setting. */
function backToLimit(
  made: Parameters<NonNullable<BothWays['back']>>[0],
  uses: string,
  key: string,
): { readonly threshold: number } | undefined {
  const most = made.with[key] ?? made.threshold;
  return made.uses === uses && typeof most === 'number' ? { threshold: most } : undefined;
}

export const wordCount: BothWays = {
  map({ value }) {
    const exact = typeof value === 'string' ? Number(value) : value;
    const bounds = typeof exact === 'number' ? { min: exact, max: exact } : value;
    if (!isJsonObject(bounds)) return missing('a number, or a map of `min` and `max`');
    const { min, max } = bounds;
    return {
      uses: 'word-count',
      with: {
        by: 'spaces',
        ...(typeof min === 'number' ? { min } : {}),
        ...(typeof max === 'number' ? { max } : {}),
      },
    };
  },
  back({ uses, with: { min, max } }) {
    if (uses !== 'word-count') return undefined;
    return {
      value: {
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      },
    };
  },
  near: ['by'],
};

const endings: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'filter',
  tool_calls: 'tool',
};

export const finishReason: BothWays = {
  map({ value }: Given): Mapped {
    const reason = textIn(value) ?? '';
    const ending = Object.hasOwn(endings, reason) ? endings[reason] : undefined;
    if (ending === undefined) {
      const names = Object.keys(endings).join(', ');
      return { fault: 'has no known reason.', next: `Write one of ${names}.` };
    }
    return { uses: 'ending', with: { allowed: [ending] } };
  },
  back({ uses, with: { allowed = ['stop'] } }) {
    if (uses !== 'ending' || !isList(allowed) || allowed.length !== 1) return undefined;
    return { value: Object.keys(endings).find((reason) => endings[reason] === allowed[0]) };
  },
};

export const xml = (anywhere: boolean): BothWays => ({
  map({ value }) {
    const elements = isJsonObject(value) ? value['requiredElements'] : undefined;
    const required = elements !== undefined && isList(elements) ? elements.map(textIn) : [];
    return {
      uses: 'xml',
      with: { anywhere, required: required.filter((one) => one !== undefined) },
    };
  },
  back({ uses, with: { required = [] } }) {
    if (uses !== 'xml') return undefined;
    return isList(required) && required.length === 0
      ? {}
      : { value: { requiredElements: required } };
  },
});
