export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
}

type XmlReading = { readonly root: XmlElement; readonly end: number } | { readonly fault: string };

/** Elements inside each other. */
const deepest = 200;

/** One element from `at` on; with `isWhole` nothing but a declaration, comments and white space around it. Never throws, and never recurses. */
export function readElement(text: string, at: number, isWhole: boolean): XmlReading {
  const open: { readonly name: string; readonly children: XmlElement[] }[] = [];
  let place = isWhole ? afterMisc(text, at) : at;
  for (;;) {
    const piece = pieceAt(text, place);
    if ('fault' in piece) return piece;
    place = piece.end;
    const { kind, name } = piece;
    if (kind === 'text') {
      if (open.length > 0) continue;
      return { fault: 'text stands outside of an element' };
    }
    if (kind === 'comment') continue;
    const above = open.at(-1);
    let done: XmlElement | undefined;
    if (kind === 'open') {
      if (open.length >= deepest) return { fault: 'elements are nested too deep' };
      open.push({ name, children: [] });
    } else if (kind === 'empty') {
      done = { name, children: [] };
      above?.children.push(done);
    } else {
      if (above?.name !== name) return { fault: `</${name}> closes no <${name}>` };
      done = open.pop();
      if (done !== undefined) open.at(-1)?.children.push(done);
    }
    if (done === undefined || open.length > 0) continue;
    if (isWhole && afterMisc(text, place) < text.length) {
      return { fault: 'something stands behind the element' };
    }
    return { root: done, end: place };
  }
}

/** A text full of angle brackets costs no more than this many attempts. */
const mostAttempts = 200;

/** The elements of a text, the outermost ones, and the first fault where one does not end. */
export function elementsIn(text: string): readonly XmlReading[] {
  const found: XmlReading[] = [];
  let at = text.indexOf('<');
  for (let attempts = 0; at >= 0 && attempts < mostAttempts; attempts += 1) {
    const one = readElement(text, at, false);
    found.push(one);
    at = text.indexOf('<', 'fault' in one ? at + 1 : one.end);
  }
  return found;
}

/** `order.item`: every path of names from the root. */
export function pathsIn(root: XmlElement): ReadonlySet<string> {
  const paths = new Set<string>();
  const waiting: (readonly [XmlElement, string])[] = [[root, root.name]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [element, path] = next;
    paths.add(path);
    for (const child of element.children) waiting.push([child, `${path}.${child.name}`]);
  }
  return paths;
}

/** White space, a declaration and comments. */
function afterMisc(text: string, from: number): number {
  misc.lastIndex = from;
  return misc.test(text) ? misc.lastIndex : from;
}

const misc = /(?:\s+|<\?[^?]*\?>|<!--(?:(?!--)[\s\S])*-->)*/gy;

type Piece =
  | {
      readonly kind: 'open' | 'close' | 'empty' | 'text' | 'comment';
      readonly name: string;
      readonly end: number;
    }
  | { readonly fault: string };

function pieceAt(text: string, at: number): Piece {
  if (at >= text.length) return { fault: 'it ends before its elements are closed' };
  if (text[at] !== '<') return textAt(text, at);
  if (text.startsWith('<!--', at)) return upTo(text, at, '-->');
  if (text.startsWith('<![CDATA[', at)) return { ...upTo(text, at, ']]>'), name: '' };
  if (text.startsWith('<?', at)) return upTo(text, at, '?>');
  if (text.startsWith('<!', at)) return { fault: 'it has a DTD' };
  tag.lastIndex = at;
  const found = tag.exec(text);
  if (found === null) return { fault: 'a "<" begins no tag' };
  const [, slash, name = '', attributes = '', closed] = found;
  const end = tag.lastIndex;
  if (slash !== '') {
    return attributes.trim() === '' && closed === ''
      ? { kind: 'close', name, end }
      : { fault: `</${name}> holds more than its name` };
  }
  const fault = attributesFault(attributes);
  if (fault !== undefined) return { fault };
  return { kind: closed === '' ? 'open' : 'empty', name, end };
}

const nameText = String.raw`[\p{L}_:][\p{L}\p{N}\p{M}_:.-]*`;
const tag = new RegExp(`<(/?)(${nameText})((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(/?)>`, 'uy');
const attribute = new RegExp(`^\\s+(${nameText})\\s*=\\s*("[^"<]*"|'[^'<]*')`, 'u');

function attributesFault(written: string): string | undefined {
  const names = new Set<string>();
  let rest = written;
  while (rest.trim() !== '') {
    const [whole = '', name = '', value = ''] = attribute.exec(rest) ?? [];
    if (whole === '') return 'an attribute has no value in quotation marks';
    if (names.has(name)) return `the attribute ${name} is there twice`;
    const fault = entityFault(value);
    if (fault !== undefined) return fault;
    names.add(name);
    rest = rest.slice(whole.length);
  }
  return undefined;
}

function textAt(text: string, at: number): Piece {
  const next = text.indexOf('<', at);
  const end = next < 0 ? text.length : next;
  const fault = entityFault(text.slice(at, end));
  if (fault !== undefined) return { fault };
  return { kind: text.slice(at, end).trim() === '' ? 'comment' : 'text', name: '', end };
}

function entityFault(text: string): string | undefined {
  const found = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/.exec(text);
  return found === null ? undefined : 'a "&" begins no entity';
}

function upTo(text: string, at: number, mark: string): Piece {
  const end = text.indexOf(mark, at + 2);
  if (end < 0) return { fault: `"${mark}" is missing` };
  return { kind: 'comment', name: '', end: end + mark.length };
}
