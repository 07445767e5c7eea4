import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { entryOf, nodeAt, plainValue, type DocumentNode } from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import { checked } from './checked.ts';
import type { RawAssertion, RawTest } from './rawTest.ts';
import { below, type Place, type PromptfooReading } from './reading.ts';
import { assertionShapeOf, testShape } from './shape.ts';

/** What `$ref` may name. */
export type Templates = ReadonlyMap<string, DocumentNode>;

/** One test of a YAML or JSON file. */
export function readTest(
  node: DocumentNode,
  at: Place,
  templates: Templates,
  reading: PromptfooReading,
): RawTest | undefined {
  checked(testShape, node, at, reading);
  if (node.kind !== 'map') return undefined;
  const { description, threshold, options, metadata } = objectOf(node);
  tellSelf(node, at, reading);
  tellOptions(node, at, reading);
  const output = outputOf(node, at);
  return {
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    vars: varsOf(nodeAt(node, ['vars']), at, reading),
    assert: readAssertions(nodeAt(node, ['assert']), below(at, 'assert', node), templates, reading),
    ...(typeof threshold === 'number' ? { threshold } : {}),
    options: isJsonObject(options) ? options : {},
    metadata: isJsonObject(metadata) ? metadata : {},
    ...(output === undefined ? {} : { output }),
    isTable: false,
    at,
  };
}

/** Keys of a test whose meaning is not taken over. */
const unlike: Readonly<Record<string, string>> = {
  provider: 'The case is asked of every model.',
  providers: 'The case is asked of every model.',
  prompts: 'The case is put to every prompt.',
  assertScoringFunction: 'The score is the weighted mean.',
};

function tellSelf(node: DocumentNode, at: Place, reading: PromptfooReading): void {
  if (node.kind !== 'map') return;
  for (const [key, note] of Object.entries(unlike)) {
    const entry = entryOf(node, key);
    if (entry === undefined) continue;
    const place = { ...below(at, key, node), range: entry.keyRange };
    reading.tell(
      'warning',
      place,
      'key-without-effect',
      `\`${key}\` of a test has no effect here. ${note}`,
      'Remove it, or move the test into a configuration of its own.',
    );
    reading.report.dropped(place.key, place.range, note);
  }
}

/** Options that would change what is asserted. All of them are code, or work on what code gives. */
const changing: Readonly<Record<string, string>> = {
  transform: 'It is not run: assertions look at the reply as it came.',
  postprocess: 'It is not run: assertions look at the reply as it came.',
  transformVars: 'It is not run: prompts are filled with the values as they are.',
  storeOutputAs: 'No case sees what was replied to another.',
};

function tellOptions(node: DocumentNode, at: Place, reading: PromptfooReading): void {
  const options = nodeAt(node, ['options']);
  if (options?.kind !== 'map') return;
  const inOptions = below(at, 'options', node);
  for (const { key, keyRange } of options.entries) {
    const note = Object.hasOwn(changing, key) ? changing[key] : undefined;
    const place = { ...below(inOptions, key, options), range: keyRange };
    if (note === undefined) continue;
    reading.tell(
      'warning',
      place,
      'transform-unsupported',
      `\`${key}\` has no effect here. ${note}`,
      key === 'transform' || key === 'postprocess'
        ? 'Look at the form in a `javascript` assertion.'
        : 'Remove it.',
    );
    if (place.file === reading.file) reading.report.dropped(place.key, place.range, note);
  }
}

/** What a provider is said to have answered; promptfoo makes JSON of what is no text. */
function outputOf(node: DocumentNode, at: Place): RawTest['output'] {
  const written = nodeAt(node, ['providerOutput']);
  if (written === undefined) return undefined;
  const value = plainValue(written);
  const reply = typeof value === 'string' ? value : JSON.stringify(value);
  return { reply, at: placeOfKey(node, 'providerOutput', at) };
}

/** A map, or the names of files with maps. */
function varsOf(node: DocumentNode | undefined, at: Place, reading: PromptfooReading): JsonObject {
  if (node === undefined) return {};
  if (node.kind === 'map') return objectOf(node);
  const names = node.kind === 'list' ? node.items : [node];
  const found = names.flatMap((name) =>
    name.kind === 'scalar' && typeof name.value === 'string'
      ? reading.files(reading.path(name.value))
      : [],
  );
  return Object.assign(
    {},
    ...found.map((path) => {
      const document = reading.document(path, at);
      return document === undefined ? {} : objectOf(document);
    }),
  ) as JsonObject;
}

function objectOf(node: DocumentNode): JsonObject {
  const value = plainValue(node);
  return isJsonObject(value) ? value : {};
}

export function readAssertions(
  list: DocumentNode | undefined,
  at: Place,
  templates: Templates,
  reading: PromptfooReading,
): readonly RawAssertion[] {
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, index) => {
    const found = readAssertion(item, below(at, index, list), templates, reading);
    return found === undefined ? [] : [found];
  });
}

function readAssertion(
  node: DocumentNode,
  at: Place,
  templates: Templates,
  reading: PromptfooReading,
): RawAssertion | undefined {
  const reference = nodeAt(node, ['$ref']);
  const type = textOf(nodeAt(node, ['type']));
  const shape = assertionShapeOf(reference !== undefined, type === 'assert-set');
  const isSound = checked(shape, node, at, reading);
  if (reference !== undefined) return followed(reference, at, templates, reading);
  if (type === undefined || !isSound) return undefined;
  const { value, threshold, weight, metric, provider, config, rubricPrompt, ...rest } =
    objectOf(node);
  const others = Object.keys(rest)
    .filter((key) => !plainKeys.has(key))
    .map((key) => ({ key, at: placeOfKey(node, key, at) }));
  const inner = nodeAt(node, ['assert']);
  return {
    type,
    ...(value === undefined ? {} : { value }),
    ...(typeof threshold === 'number' ? { threshold } : {}),
    ...(typeof weight === 'number' ? { weight } : {}),
    ...(typeof metric === 'string' ? { metric } : {}),
    ...(provider === undefined ? {} : { provider }),
    ...(isJsonObject(config) ? { config } : {}),
    ...(rubricPrompt === undefined || rubricPrompt === null ? {} : { rubricPrompt }),
    ...(type === 'assert-set'
      ? { assert: readAssertions(inner, below(at, 'assert', node), templates, reading) }
      : {}),
    others,
    at,
  };
}

function placeOfKey(node: DocumentNode, key: string, at: Place): Place {
  const place = below(at, key, node);
  const entry = node.kind === 'map' ? entryOf(node, key) : undefined;
  return { ...place, range: entry?.keyRange ?? place.range };
}

const plainKeys = new Set(['type', 'assert', '$ref']);

function followed(
  reference: DocumentNode,
  at: Place,
  templates: Templates,
  reading: PromptfooReading,
): RawAssertion | undefined {
  const name = textOf(reference)?.replace(/^#\/assertionTemplates\//, '') ?? '';
  const node = templates.get(name);
  if (node === undefined) {
    reading.tell(
      'error',
      { file: at.file, range: reference.range },
      'assertion-template-missing',
      `There is no assertion template ${quoteFound(name)}.`,
      'Write it under `assertionTemplates`, and refer to it as `#/assertionTemplates/name`.',
      [...templates.keys()].join(', ') || undefined,
    );
    return undefined;
  }
  return readAssertion(node, at, new Map(), reading);
}

function textOf(node: DocumentNode | undefined): string | undefined {
  const value: JsonValue | undefined = node?.kind === 'scalar' ? node.value : undefined;
  return typeof value === 'string' ? value : undefined;
}
