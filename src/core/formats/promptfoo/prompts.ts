import { isJsonObject } from '#base/json.ts';
import { plainValue, type DocumentNode } from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { MessageTemplate } from '../../prompts/prompt.ts';
import { messagesOf } from './messages.ts';
import { isProgram, looksLikeFile } from './promptText.ts';
import { promptsInFile, type PromptText } from './promptFiles.ts';
import { below, type Place, type PromptfooReading } from './reading.ts';

/** A prompt of the configuration. */
export interface FoundPrompt {
  /** As lists call it; providers name prompts by it. */
  readonly label: string;
  readonly messages: readonly MessageTemplate[];
  /** One text, which a test may put others before and behind. */
  readonly isText: boolean;
}

/** The prompts in the order of the file; what a program would have to write is told and left out. */
export function readPrompts(
  node: DocumentNode | undefined,
  place: Place,
  reading: PromptfooReading,
): readonly FoundPrompt[] {
  if (node === undefined)
    return [promptOf({ text: '{{prompt}}', label: 'prompt' }, place, reading)];
  const texts = textsIn(node, place, reading);
  reading.report.translated(place.key, place.range, 'Variants, filled as Nunjucks does.');
  return texts.map(({ text, at }) => promptOf(text, at, reading));
}

interface Found {
  readonly text: PromptText;
  readonly at: Place;
}

function textsIn(node: DocumentNode, place: Place, reading: PromptfooReading): readonly Found[] {
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) => textsIn(item, below(place, index, node), reading));
  }
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return [];
    return written(node.value, undefined, place, reading);
  }
  const value = plainValue(node);
  if (!isJsonObject(value)) return [];
  const { id, raw, label, file } = value;
  const text = [raw, id, file].find((one) => typeof one === 'string');
  const name = typeof label === 'string' ? label : undefined;
  if (text !== undefined) return written(text, name, place, reading);
  // An old form: a map of texts or files to their labels.
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' ? written(key, one, place, reading) : [],
  );
}

function written(
  text: string,
  label: string | undefined,
  place: Place,
  reading: PromptfooReading,
): readonly Found[] {
  const plain = text.replace(/^file:\/\//, '');
  if (isProgram(text)) {
    reading.tell(
      'warning',
      place,
      'prompt-external',
      `${quoteFound(text)} is a program or a service that would write the prompt; it is not run.`,
      'Write the prompt as a text with placeholders.',
    );
    reading.report.dropped(place.key, place.range, 'No program writes a prompt here.');
    return [];
  }
  const isFile = text.startsWith('file://') || looksLikeFile(plain);
  if (!isFile) {
    reading.report.kept(place.key, place.range);
    return [{ text: { text, ...(label === undefined ? {} : { label }) }, at: place }];
  }
  const paths = reading.files(reading.path(plain));
  if (paths.length === 0) {
    reading.tell(
      'error',
      place,
      'file-missing',
      `No file fits ${quoteFound(plain)}.`,
      'Correct the pattern; it counts from the folder of the configuration.',
    );
  }
  reading.report.kept(place.key, place.range);
  return paths.flatMap((path) =>
    promptsInFile(path, label, place, reading).map((one) => ({ text: one, at: place })),
  );
}

function promptOf({ text, label }: PromptText, at: Place, reading: PromptfooReading): FoundPrompt {
  const chat = messagesOf(text, at, reading);
  return {
    label: label ?? shortened(text),
    messages: chat ?? [{ role: 'user', content: text, range: at.range }],
    isText: chat === undefined,
  };
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59).toWellFormed()}…` : line;
}
