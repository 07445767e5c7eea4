import { commentMark } from '../report/markdown.ts';
import type { CodeHost } from './codeHost.ts';

/** By what an earlier comment is found. `name` keeps those of several projects in one repository apart. */
export function markOf({ knowsHtml }: Pick<CodeHost, 'knowsHtml'>, name?: string): string {
  const words = `assay: report${name === undefined ? '' : ` ${name}`}`;
  // A link that nothing refers to: readers of Markdown without HTML see neither.
  return knowsHtml ? `<!-- ${words} -->` : `[//]: # (${words})`;
}

const cutNote = '\n\n… The rest is cut off here. The whole report is kept with the build.\n';

/** A report as a comment of a host: with its mark, in the markup that it knows, and no longer than it takes. */
export function commentText(
  report: string,
  host: Pick<CodeHost, 'knowsHtml' | 'longest'>,
  name?: string,
): string {
  const bare = report.startsWith(commentMark) ? report.slice(commentMark.length) : report;
  const body = (host.knowsHtml ? bare : withoutHtml(bare)).trim();
  const text = `${markOf(host, name)}\n${host.knowsHtml ? '' : '\n'}${body}\n`;
  if (text.length <= host.longest) return text;
  const start = text.slice(0, host.longest - cutNote.length);
  const end = start.lastIndexOf('\n');
  return `${wellFormed(end > start.length / 2 ? start.slice(0, end) : start)}${cutNote}`;
}

/** The tags that reports are made with. Whatever else looks like one is text, and escaped. */
function withoutHtml(text: string): string {
  return text
    .replace(/^<details><summary>(.*)<\/summary>$/gm, '**$1**\n')
    .replace(/^<\/details>$/gm, '')
    .replaceAll('<br>', ' · ');
}

/** A cut may have halved a character. */
function wellFormed(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
