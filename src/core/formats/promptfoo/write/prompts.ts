import type { JsonObject, JsonValue } from '#base/json.ts';
import { quoteFound } from '../../../documents/problems.ts';
import type { MessageTemplate, PromptVariant } from '../../../prompts/prompt.ts';
import { trimMessage } from '../../../prompts/trimMessage.ts';
import { inlined } from '../../promptYml/inlinePartials.ts';
import { prefixColumn, suffixColumn } from '../variants.ts';
import { isPlainText } from '../promptText.ts';
import { nunjucksOf } from './nunjucksText.ts';
import type { Writing } from './writing.ts';

/** A variant as a prompt: one text, or a conversation in JSON. A name where there are several. */
export function writePrompt(
  variant: PromptVariant,
  label: string | undefined,
  writing: Writing,
): JsonValue {
  const messages = variant.messages.flatMap((message) => messageOf(message, variant, writing));
  const [first] = messages;
  const isOne = messages.length === 1 && first?.role === 'user';
  const text =
    isOne && isPlainText(first.content) ? first.content : JSON.stringify(messages, undefined, 2);
  if (isWrapped(variant) && text.startsWith('['))
    writing.lose('A prompt that looks like a path has nothing before and behind it in promptfoo.');
  return label === undefined ? text : { raw: text, label };
}

interface Message extends JsonObject {
  readonly role: string;
  readonly content: string;
}

function messageOf(
  { role, content, thread }: MessageTemplate,
  variant: PromptVariant,
  writing: Writing,
): readonly Message[] {
  if (thread !== undefined) {
    writing.lose(
      `The turns of a conversation in ${quoteFound(thread)} have no place in promptfoo.`,
    );
    return [];
  }
  const { template } = variant;
  const trimmed = template?.trims === undefined ? content : trimMessage(content, template.trims);
  const losses: string[] = [];
  const text = inlined(withoutAffixes(trimmed, variant), template, losses);
  for (const loss of losses) writing.lose(loss);
  return [{ role, content: translated(text, variant, writing) }];
}

/** Tests say themselves what stands before and behind a prompt. */
function withoutAffixes(text: string, variant: PromptVariant): string {
  const before = `{{ ${prefixColumn} }}`;
  const after = `{{ ${suffixColumn} }}`;
  if (!isWrapped(variant) || !text.startsWith(before) || !text.endsWith(after)) return text;
  return text.slice(before.length, text.length - after.length);
}

function isWrapped({ template }: PromptVariant): boolean {
  return template?.defaults !== undefined && prefixColumn in template.defaults;
}

function translated(text: string, { name, template }: PromptVariant, writing: Writing): string {
  const language = template?.language ?? 'assay';
  if (language === 'nunjucks') return text;
  const isSimple =
    language !== 'jinja' &&
    !/\{\{\s*[#^/>!&{~=]|\{\{\s*(?:role|history|json|media|section|else)\b/.test(text);
  if (language === 'assay' || isSimple) {
    const made = nunjucksOf(text);
    if (made.odd.length > 0)
      writing.lose(`promptfoo cannot read the names ${made.odd.map(quoteFound).join(', ')}.`);
    return made.text;
  }
  const what = language === 'jinja' ? 'Jinja, which Nunjucks is only near to' : language;
  writing.lose(`The variant ${quoteFound(name)} is written in ${what}; promptfoo fills Nunjucks.`);
  return text;
}
