import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { Role } from '#protocol/reply.ts';
import { plainValue } from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import type { MessageTemplate } from '../../prompts/prompt.ts';
import type { Place, PromptfooReading } from './reading.ts';

/** A prompt that is a conversation, in JSON or YAML; `undefined`: it is one text. */
export function messagesOf(
  text: string,
  place: Place,
  reading: PromptfooReading,
): readonly MessageTemplate[] | undefined {
  const turns = turnsIn(text);
  if (turns === undefined) {
    if (looksLikeChat.test(text)) {
      reading.tell(
        'warning',
        place,
        'chat-unreadable',
        'This looks like a conversation, and is neither JSON nor YAML; it is sent as one text.',
        'Write it as a list of `role` and `content`, without tags around the entries.',
      );
      reading.report.approximated(place.key, place.range, 'Sent as one text of the user.');
    }
    return undefined;
  }
  return turns.flatMap((turn) => {
    const written = typeof turn['role'] === 'string' ? turn['role'] : '';
    const role = Object.hasOwn(roles, written) ? roles[written] : undefined;
    const content = contentOf(turn['content']);
    if (role !== undefined && content !== undefined) {
      return [{ role, content, range: place.range }];
    }
    reading.tell(
      'error',
      place,
      'message-unsupported',
      role === undefined
        ? `A message has the role ${quoteFound(written)}.`
        : 'A message holds something else than text.',
      'Write messages of text, with `role` system, user or assistant.',
    );
    return [];
  });
}

const looksLikeChat = /^\s*(?:\[\s*(?:\{%[^%]*%\}\s*)?\{[\s\S]*"role"|- role:)/;

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  model: 'assistant',
};

function turnsIn(text: string): readonly JsonObject[] | undefined {
  const trimmed = text.trim();
  const value = trimmed.startsWith('[') ? fromJson(trimmed) : fromYaml(trimmed);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const turns = value as readonly JsonValue[];
  return turns.every(isTurn) ? turns : undefined;
}

function isTurn(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && typeof value['role'] === 'string';
}

function fromJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function fromYaml(text: string): JsonValue | undefined {
  if (!text.startsWith('- role:')) return undefined;
  const { value, problems } = readYaml(makeSource('', text));
  return value === undefined || problems.length > 0 ? undefined : plainValue(value);
}

/** Parts of text are joined; pictures and the like are none. */
function contentOf(content: JsonValue | undefined): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const parts = (content as readonly JsonValue[]).map((part) => {
    if (typeof part === 'string') return part;
    return isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts.join('\n') : undefined;
}
