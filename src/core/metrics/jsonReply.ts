import { faultText } from './faultText.ts';

export type JsonReply = { readonly value: unknown } | { readonly why: string };

/** The reply as JSON, strictly: nothing before or after it but white space, or with `allowFences` one code fence. */
export function readJsonReply(reply: string, allowFences: boolean): JsonReply {
  try {
    return { value: JSON.parse(allowFences ? withoutFence(reply) : reply) };
  } catch (error) {
    return { why: `not JSON: ${faultText(error, 120)}` };
  }
}

function withoutFence(reply: string): string {
  const text = reply.trim();
  if (!text.startsWith(fence) || !text.endsWith(fence)) return reply;
  const firstLineEnd = text.indexOf('\n');
  return firstLineEnd < 0 ? reply : text.slice(firstLineEnd + 1, -fence.length);
}

const fence = '```';
