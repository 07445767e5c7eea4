/**
 * The ids that a reply cites in brackets, each once: `[1]`, `[doc-3; doc-7]`, `[1-3]`, `[^2]`, `【4†source】`. A bracket
 * counts where every part of it is a known id or has the look of one: a word with a digit in it. The text of a Markdown
 * link, and a box that can be ticked, are no citations.
 */
export function citedIds(reply: string, known: ReadonlySet<string>): readonly string[] {
  const cited = new Set<string>();
  for (const [, inside, wide] of reply.matchAll(bracket)) {
    const parts = (inside ?? wide?.split('†')[0] ?? '')
      .split(/[,;]/)
      .map((part) => part.trim().replace(/^\^/, ''));
    const ids = parts.flatMap((part) => idsOf(part, known));
    if (ids.every((id) => known.has(id) || idLike.test(id))) for (const id of ids) cited.add(id);
  }
  return [...cited];
}

const bracket = /\[([^[\]\n]{1,200})\](?![(:])|【([^【】\n]{1,200})】/g;
const idLike = /^(?=\D{0,100}\d)[\p{L}\p{N}_.:/#-]{1,100}$/u;

function idsOf(part: string, known: ReadonlySet<string>): readonly string[] {
  const [, from, to] = known.has(part) ? [] : (range.exec(part) ?? []);
  const first = Number(from);
  const count = Number(to) - first + 1;
  if (!(count >= 1 && count <= 100)) return [part];
  return Array.from({ length: count }, (_, place) => String(first + place));
}

const range = /^(\d{1,6})\s?[-–]\s?(\d{1,6})$/;
