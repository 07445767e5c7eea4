import { endsInMark } from '../marks.ts';
import type { Block, Content, Program, Statement } from './syntax.ts';

/**
 * A tag alone on its line takes the line along. The parser sees that only where a line begins, and where a message begins
 * it sees the mark that stands there; so the first line of each message is done here in the same way.
 */
export function withFirstLines(program: Program): Program {
  const body = [...program.body];
  for (const [at, statement] of body.entries()) {
    const before = body[at - 1];
    if (before?.type !== 'ContentStatement' || !endsInMark(before.value.trimEnd())) continue;
    if (/[\r\n]/.test(before.value.slice(before.value.trimEnd().length))) continue;
    if (statement.type === 'BlockStatement') {
      const opened = withoutFirstLine(statement);
      if (opened === undefined) continue;
      body[at - 1] = { ...before, value: before.value.trimEnd() };
      body[at] = opened;
    } else if (statement.type === 'PartialStatement' || statement.type === 'CommentStatement') {
      const after = body[at + 1];
      if (after === undefined || !beginsWithLineEnd(after)) continue;
      body[at - 1] = { ...before, value: before.value.trimEnd() };
      body[at + 1] = withoutLineEnd(after);
    }
  }
  return { ...program, body };
}

/** What is behind the opening tag begins on the next line; `undefined`: something else stands on its line. */
function withoutFirstLine(block: Block): Block | undefined {
  const key = block.program === undefined || block.program === null ? 'inverse' : 'program';
  const inner = block[key];
  const [first, ...rest] = inner?.body ?? [];
  if (inner === undefined || inner === null || first === undefined || !beginsWithLineEnd(first))
    return undefined;
  return { ...block, [key]: { ...inner, body: [withoutLineEnd(first), ...rest] } };
}

function beginsWithLineEnd(statement: Statement): statement is Content {
  return statement.type === 'ContentStatement' && /^[ \t]*\r?\n/.test(statement.value);
}

function withoutLineEnd(content: Content): Content {
  return { ...content, value: content.value.replace(/^[ \t]*\r?\n/, '') };
}
