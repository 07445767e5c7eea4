import { fileStart, type Problem } from '#protocol/problem.ts';
import type { DocumentNode, MapNode } from '../../documents/node.ts';
import { errorAt, quoteFound } from '../../documents/problems.ts';
import type { SourceText } from '../../documents/source.ts';
import type { ModelParameters } from '../../models/model.ts';
import type { MessageTemplate, PromptVariant, VariantTemplate } from '../../prompts/prompt.ts';
import { field, itemsOf, numberField, textField } from './fields.ts';
import { placesOf } from './places.ts';
import { readResponseFormats } from './responseFormat.ts';

/** The prompt as it stands at the top level, called `base`, then its named changes. */
export function readVariants(
  root: MapNode,
  promptName: string,
  source: SourceText,
  problems: Problem[],
): readonly PromptVariant[] {
  const { file } = source;
  const items = itemsOf(field(root, 'variants')).filter((item) => item.kind === 'map');
  const [format, ...formats] = readResponseFormats(root, items, promptName, file, problems);
  const messages = field(root, 'messages');
  const template = templateOf(root);
  const isPlain = template === undefined;
  const base: PromptVariant = {
    name: 'base',
    messages: readMessages(messages, source, isPlain, problems),
    parameters: readParameters(field(root, 'modelParameters')),
    ...(isPlain ? {} : { template }),
    ...(format === undefined ? {} : { responseFormat: format }),
    range: messages?.range ?? fileStart,
  };
  const variants = [base];
  for (const [index, item] of items.entries()) {
    const name = textField(item, 'name');
    if (name === undefined) continue;
    const before = variants.find((variant) => variant.name === name);
    if (before !== undefined) {
      problems.push(duplicateVariant(item, name, before, file));
      continue;
    }
    const own = field(item, 'messages');
    const ownFormat = formats[index];
    variants.push({
      name,
      messages: own === undefined ? base.messages : readMessages(own, source, isPlain, problems),
      parameters: { ...base.parameters, ...readParameters(field(item, 'modelParameters')) },
      ...(isPlain ? {} : { template }),
      ...(ownFormat === undefined ? {} : { responseFormat: ownFormat }),
      range: item.range,
    });
  }
  return variants;
}

function templateOf(root: MapNode): VariantTemplate | undefined {
  const written = textField(root, 'template');
  const language = languages.find((one) => one === written);
  return language && { language };
}

const languages = ['mustache', 'jinja', 'nunjucks', 'handlebars'] as const;

function duplicateVariant(
  map: MapNode,
  name: string,
  before: PromptVariant,
  file: string,
): Problem {
  return errorAt(
    file,
    field(map, 'name')?.range ?? map.range,
    'duplicate-variant',
    name === 'base'
      ? '`base` is the name of the prompt as it stands at the top level.'
      : `The variant in line ${before.range.start.line} is called ${quoteFound(name)} too.`,
    'Give this variant another name.',
  );
}

function readMessages(
  list: DocumentNode | undefined,
  source: SourceText,
  isPlain: boolean,
  problems: Problem[],
): readonly MessageTemplate[] {
  if (list?.kind === 'list' && list.items.length === 0)
    problems.push(
      errorAt(
        source.file,
        list.range,
        'no-messages',
        'There is no message to send.',
        'Write a message with `role: user`.',
      ),
    );
  const messages: MessageTemplate[] = [];
  for (const item of itemsOf(list)) {
    const role = textField(item, 'role');
    const content = field(item, 'content');
    if (content?.kind !== 'scalar' || typeof content.value !== 'string') continue;
    const { value, range } = content;
    if (role === 'thread') {
      messages.push({ role: 'user', content: '', range, thread: value.trim() });
      continue;
    }
    if (role !== 'system' && role !== 'user' && role !== 'assistant') continue;
    const places = isPlain ? { places: placesOf(source, range, value) } : {};
    messages.push({ role, content: value, range, ...places });
  }
  return messages;
}

/** What is set under `modelParameters`. */
export function readParameters(map: DocumentNode | undefined): ModelParameters {
  const parameters: { -readonly [Key in keyof ModelParameters]: ModelParameters[Key] } = {};
  for (const key of ['maxTokens', 'temperature', 'topP', 'seed'] as const) {
    const value = numberField(map, key);
    if (value !== undefined) parameters[key] = value;
  }
  const stop = field(map, 'stop');
  const texts = stop?.kind === 'list' ? stop.items : [stop];
  const stops = texts.flatMap((node) =>
    node?.kind === 'scalar' && typeof node.value === 'string' ? [node.value] : [],
  );
  if (stops.length > 0) parameters.stop = stops;
  return parameters;
}
