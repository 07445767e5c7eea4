import type { Problem } from '#protocol/problem.ts';
import type { Role } from '#protocol/reply.ts';
import { errorAt, quoteFound, warningAt } from '../../documents/problems.ts';
import type { SourceText } from '../../documents/source.ts';
import type { MessageTemplate } from '../../prompts/prompt.ts';
import { trimMessage, type Trimming } from '../../prompts/trimMessage.ts';

export interface BodyRules {
  /** Inputs that hold the turns of a conversation. */
  readonly threads: ReadonlySet<string>;
  readonly trims: Trimming;
  readonly isJinja: boolean;
}

interface Section {
  readonly role: Role;
  readonly start: number;
  readonly end: number;
  /** No role stands before it. */
  readonly isLeading: boolean;
}

/**
 * The messages of a body: a line with a role and a colon begins one. It is looked for in what the author wrote, before
 * any value is filled in, so that no value can begin a message. What stands before the first is a system message.
 */
export function readBody(
  source: SourceText,
  bodyStart: number,
  rules: BodyRules,
  problems: Problem[],
): readonly MessageTemplate[] {
  const messages: MessageTemplate[] = [];
  for (const section of sectionsOf(source, bodyStart, problems)) {
    noteImages(source, section, problems);
    messages.push(...splitAtThreads(source, section, rules));
  }
  return messages;
}

const roleLine =
  /^[ \t]*(?:#[ \t]*)?(system|user|assistant|developer|tool|function)[ \t]*(\[[^\]\r\n]*\])?[ \t]*:[ \t]*$/gim;
const roleFromData =
  /^[ \t]*(?:#[ \t]*)?(?:\{\{[^{}\r\n]{1,200}\}\}[ \t]*:|[^\r\n:{}]{0,20}\{%[^\r\n]{0,200}%\}[ \t]*:)[ \t]*$/gm;
/** Earlier turns as many files write them: each with the role that the data names. */
const turnLoop =
  /\{%-?[ \t]*for[ \t]+(\w{1,60})[ \t]+in[ \t]+(\w{1,60})[ \t]*-?%\}\s*\{\{[ \t]*\1(?:\.role|\[['"]role['"]\])[ \t]*\}\}[ \t]*:\s*\{\{[ \t]*\1(?:\.content|\[['"]content['"]\])[ \t]*\}\}\s*\{%-?[ \t]*endfor[ \t]*-?%\}/g;

function sectionsOf(
  source: SourceText,
  bodyStart: number,
  problems: Problem[],
): readonly Section[] {
  const { text, file } = source;
  const body = text.slice(bodyStart);
  const sections: Section[] = [];
  let role: Role = 'system';
  let start = bodyStart;
  for (const found of body.matchAll(roleLine)) {
    const at = bodyStart + found.index;
    sections.push({ role, start, end: at, isLeading: sections.length === 0 });
    const name = (found[1] ?? '').toLowerCase();
    role = roleOf(name);
    start = at + found[0].length;
    if (name === 'tool' || name === 'function' || name === 'developer')
      problems.push(otherRole(source, at, start, name));
  }
  sections.push({ role, start, end: text.length, isLeading: sections.length === 0 });
  for (const found of withoutTurns(body).matchAll(roleFromData)) {
    const at = bodyStart + found.index;
    problems.push(
      errorAt(
        file,
        source.range(at, at + found[0].length),
        'role-from-data',
        'A value of the case would choose the role of a message, so that data could give instructions.',
        'Write the roles out, or give earlier turns as an input of kind `thread`.',
      ),
    );
  }
  return sections;
}

/** Loops over earlier turns are understood; everything else stays in its place. */
function withoutTurns(body: string): string {
  return body.replaceAll(turnLoop, (loop) => loop.replaceAll(/[^\r\n]/g, ' '));
}

function roleOf(name: string): Role {
  if (name === 'user' || name === 'assistant') return name;
  return name === 'system' || name === 'developer' ? 'system' : 'user';
}

function otherRole(source: SourceText, start: number, end: number, name: string): Problem {
  const sent = name === 'developer' ? 'a system' : 'a user';
  return warningAt(
    source.file,
    source.range(start, end),
    'role-approximated',
    `The role ${quoteFound(name)} is sent as ${sent} message.`,
    'Write system, user or assistant.',
  );
}

function noteImages(source: SourceText, { start, end }: Section, problems: Problem[]): void {
  const found = /!\[[^\]\r\n]{0,200}\]\([^()\r\n]{1,500}\)/.exec(source.text.slice(start, end));
  if (found === null) return;
  const at = start + found.index;
  problems.push(
    warningAt(
      source.file,
      source.range(at, at + found[0].length),
      'image-as-text',
      'The image is sent as the text that stands here: Assay sends no images yet.',
      'Remove it, or describe what it shows.',
    ),
  );
}

/** A thread's place inside a message ends that message, and begins another of the same role behind it. */
function splitAtThreads(
  source: SourceText,
  { role, start, end, isLeading }: Section,
  { threads, trims, isJinja }: BodyRules,
): readonly MessageTemplate[] {
  const content = source.text.slice(start, end);
  const places = [
    ...(isJinja
      ? Array.from(content.matchAll(turnLoop), (found) => ({ found, name: found[2] ?? '' }))
      : []),
    ...Array.from(content.matchAll(/\{\{\{?[ \t]*(\w{1,60})[ \t]*\}?\}\}/g), (found) => ({
      found,
      name: found[1] ?? '',
    })).filter(({ name }) => threads.has(name)),
  ].toSorted((a, b) => a.found.index - b.found.index);
  const messages: MessageTemplate[] = [];
  let at = start;
  const add = (until: number, isAll: boolean): void => {
    const message = messageOf(source, role, at, until, trims);
    // A role without a text is the author's mistake; nothing between two places is not.
    if (message.content !== '' || isAll) messages.push(message);
  };
  for (const { found, name } of places) {
    const place = start + found.index;
    if (place < at) continue;
    add(place, false);
    at = place + found[0].length;
    messages.push({ role: 'user', content: '', range: source.range(place, at), thread: name });
  }
  add(end, places.length === 0 && !isLeading);
  return messages;
}

function messageOf(
  source: SourceText,
  role: Role,
  from: number,
  to: number,
  trims: BodyRules['trims'],
): MessageTemplate {
  const text = source.text.slice(from, to);
  const content = trimMessage(text, trims);
  const start = from + Math.max(0, text.indexOf(content));
  return { role, content, range: source.range(start, start + content.length), isVerbatim: true };
}
