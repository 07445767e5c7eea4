import type { SourceText } from '../../documents/source.ts';
import type { MessageTemplate } from '../../prompts/prompt.ts';
import { historyColumn } from '../../templates/handlebars/historyColumn.ts';

/**
 * The whole body as one text, whose own tags begin its messages. Earlier turns go where `{{history}}` stands; where it
 * does not, before the last message if that is the user's, and else to the end.
 */
export function messagesOf(
  source: SourceText,
  start: number,
  end: number,
): readonly MessageTemplate[] {
  const text = source.text.slice(start, end);
  const whole = part(source, start, end);
  if (text.trim() === '') return [];
  if (/\{\{~?[ \t]*history[ \t]*~?\}\}/.test(text)) return [whole];
  const roles = [...text.matchAll(/\{\{~?[ \t]*role[ \t]+["'](\w{1,20})["'][ \t]*~?\}\}/g)];
  const last = roles.at(-1);
  const turns: MessageTemplate = {
    role: 'user',
    content: '',
    range: source.range(end, end),
    thread: historyColumn,
  };
  if (last === undefined) return [turns, whole];
  if (last[1] !== 'user' || isInBlock(text.slice(0, last.index))) return [whole, turns];
  const at = start + last.index;
  return [...(at === start ? [] : [part(source, start, at)]), turns, part(source, at, end)];
}

/** Whether a block is open at the end of a text. */
function isInBlock(text: string): boolean {
  const opened = text.match(/\{\{~?#/g)?.length ?? 0;
  return opened > (text.match(/\{\{~?\//g)?.length ?? 0);
}

function part(source: SourceText, start: number, end: number): MessageTemplate {
  return {
    role: 'user',
    content: source.text.slice(start, end),
    range: source.range(start, end),
    isVerbatim: true,
  };
}
