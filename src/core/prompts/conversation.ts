import type { JsonObject, JsonValue } from '#base/json.ts';
import type { Message } from '#protocol/reply.ts';
import { languageOf } from '../templates/builtin.ts';
import type { CompiledTemplate, TemplateVariable } from '../templates/language.ts';
import { atMarks, marks } from '../templates/marks.ts';
import { isList } from './printValue.ts';
import type { MessageTemplate, PromptVariant, VariantTemplate } from './prompt.ts';
import { trimMessage } from './trimMessage.ts';

/** The messages of a variant, looked through once and filled for each case. */
export interface Conversation {
  /** Every place that reads a value of the case, with the message it stands in, in order. */
  readonly variables: readonly MessageVariable[];
  /** Why no case can be sent, whatever its values are, and where, if that can be told. */
  readonly fault?: string;
  readonly faultAt?: { readonly message: number; readonly start: number };
  /** Names that these values would have to fill and do not, without repetition. */
  missing(values: JsonObject): readonly string[];
  render(values: JsonObject): RenderedConversation;
}

export interface MessageVariable extends TemplateVariable {
  /** The message's place in the variant. */
  readonly message: number;
}

export interface RenderedConversation {
  readonly messages: readonly RenderedMessage[];
  /** Names without a value, without repetition. */
  readonly missing: readonly string[];
  /** Why it could not be filled with these values, in a sentence. */
  readonly fault?: string;
}

export interface RenderedMessage extends Message {
  /** Of its own names those without a value, where the language can tell. */
  readonly missing: readonly string[];
}

/** Roles are fixed by what the prompt's author wrote, before any value is filled in. */
export function compileConversation(
  variant: Pick<PromptVariant, 'messages' | 'template'>,
): Conversation {
  const { messages, template } = variant;
  if (template === undefined || template.language === 'assay') return oneByOne(messages, template);
  return together(messages, template);
}

/** Each message for itself. */
function oneByOne(
  messages: readonly MessageTemplate[],
  template: VariantTemplate | undefined,
): Conversation {
  const language = languageOf('assay');
  const parts = messages.map(({ role, content, thread }) => ({
    role,
    thread,
    template: language.compile(content, { partials: {}, marks }),
  }));
  const filled = withDefaults(template?.defaults);
  return {
    variables: parts.flatMap((part, message) =>
      part.template.variables.map((variable) => ({ ...variable, message })),
    ),
    missing: (values) => allMissing(parts, filled(values)),
    render(given) {
      const values = filled(given);
      const rendered: RenderedMessage[] = [];
      let fault: string | undefined;
      let missing: readonly string[] = none;
      for (const part of parts) {
        if (part.thread !== undefined) {
          const turns = turnsOf(values[part.thread], part.thread);
          rendered.push(...turns.messages);
          fault ??= turns.fault;
          continue;
        }
        const { text, missing: more } = part.template.render(values);
        rendered.push({ role: part.role, content: text, missing: more });
        if (more.length > 0) missing = missing.length === 0 ? more : union(missing, more);
      }
      return { messages: rendered, missing, ...(fault === undefined ? {} : { fault }) };
    },
  };
}

function allMissing(
  parts: readonly { readonly template: CompiledTemplate }[],
  values: JsonObject,
): readonly string[] {
  let missing: readonly string[] = none;
  for (const { template } of parts) {
    const more = template.missing(values);
    if (more.length > 0) missing = missing.length === 0 ? more : union(missing, more);
  }
  return missing;
}

/** All messages as one text, so that a block may reach over several of them. */
function together(messages: readonly MessageTemplate[], template: VariantTemplate): Conversation {
  let text = '';
  const starts: number[] = [];
  for (const { role, content, thread } of messages) {
    text += thread === undefined ? marks.role(role) : marks.thread(thread);
    starts.push(text.length);
    text += content;
  }
  const { language, partials = {}, defaults, optional = [], trims } = template;
  const compiled = languageOf(language).compile(text, { partials, marks });
  const filled = withDefaults(defaults);
  const { fault } = compiled;
  return {
    variables: compiled.variables.map((variable) => placed(variable, starts)),
    ...(fault === undefined ? {} : faultOf(fault, starts)),
    missing: (values) => without(compiled.missing(filled(values)), optional),
    render(given) {
      const values = filled(given);
      const { text: written, missing: all, fault: failed } = compiled.render(values);
      const missing = without(all, optional);
      const rendered: RenderedMessage[] = [];
      let wrong = failed;
      for (const { mark, text: piece } of atMarks(written)) {
        if (mark?.kind === 'thread') {
          const turns = turnsOf(values[mark.variable], mark.variable);
          rendered.push(...turns.messages);
          wrong ??= turns.fault;
        }
        const content = trims === undefined ? piece : trimMessage(piece, trims);
        // What stands behind the turns of a conversation is the user's again.
        const role = mark?.kind === 'role' ? mark.role : 'user';
        if (content.trim() !== '') rendered.push({ role, content, missing: none });
      }
      return { messages: rendered, missing, ...(wrong === undefined ? {} : { fault: wrong }) };
    },
  };
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  if (others.length === 0 || names.length === 0) return names;
  return names.filter(
    (name) => !others.includes(name) && !others.includes(name.split('.', 1)[0] ?? ''),
  );
}

function faultOf(
  { message, at }: NonNullable<CompiledTemplate['fault']>,
  starts: readonly number[],
): Pick<Conversation, 'fault' | 'faultAt'> {
  if (at === undefined) return { fault: message };
  const { message: place, start } = placed({ name: '', start: at, end: at }, starts);
  return { fault: message, faultAt: { message: place, start } };
}

function placed(variable: TemplateVariable, starts: readonly number[]): MessageVariable {
  const message = Math.max(
    0,
    starts.findLastIndex((start) => start <= variable.start),
  );
  const from = starts[message] ?? 0;
  return {
    name: variable.name,
    start: variable.start - from,
    end: variable.end - from,
    message,
  };
}

function withDefaults(defaults: JsonObject | undefined): (values: JsonObject) => JsonObject {
  return defaults === undefined ? (values) => values : (values) => ({ ...defaults, ...values });
}

/** Turns of a conversation that a value holds. A value may bring turns, and never instructions. */
function turnsOf(
  value: JsonValue | undefined,
  name: string,
): { readonly messages: readonly RenderedMessage[]; readonly fault?: string } {
  if (value === undefined || value === null) return { messages: none };
  const turns = isList(value) ? value.map(turnOf) : [undefined];
  const messages = turns.flatMap((turn) => (turn === undefined ? [] : [turn]));
  if (messages.length === turns.length) return { messages };
  const fault = `The value "${name}" is to be a list of turns, each with "role" (user or assistant) and "content" (text).`;
  return { messages: none, fault };
}

function turnOf(value: JsonValue): RenderedMessage | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  const { role, content } = value;
  if (typeof content !== 'string') return undefined;
  if (role === 'user') return { role, content, missing: none };
  if (role === 'assistant' || role === 'model')
    return { role: 'assistant', content, missing: none };
  return undefined;
}

function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])];
}

const none: readonly never[] = [];
