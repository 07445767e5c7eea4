/** An element of XML as a strict reader finds it; texts and sections of characters are joined. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const token =
  /<\?xml[^?]*\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Reads a document. Throws where it is not well-formed, or holds a character that XML 1.0 does not allow. */
export function readXml(text: string): XmlElement {
  const illegal =
    // oxlint-disable-next-line no-control-regex -- what must not be there
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/u.exec(text);
  if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`);
  const root: Building = { name: '', attributes: {}, children: [], text: '' };
  const open: Building[] = [root];
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) throw new Error(`not well-formed: ${text.slice(at, at + 80)}`);
    at = token.lastIndex;
    const [, section, end, name, attributes = '', isEmpty, characters] = found;
    const parent = open.at(-1) ?? root;
    if (section !== undefined) parent.text += section;
    else if (characters !== undefined) parent.text += unescaped(characters);
    else if (end !== undefined) {
      if (open.length < 2 || parent.name !== end) throw new Error(`</${end}> ends nothing`);
      open.pop();
    } else if (name !== undefined) {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(element);
      if (isEmpty === '') open.push(element);
    }
  }
  const [only, other] = root.children;
  if (open.length !== 1 || only === undefined || other !== undefined)
    throw new Error('not one element');
  return only;
}

interface Building {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = Array.from(text.matchAll(/([\w:.-]+)="([^"]*)"/g), ([, name = '', value = '']) => [
    name,
    unescaped(value),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:#(x?)([0-9A-Fa-f]+)|(\w+));|&/g, (all, hex, number, name) => {
    if (number !== undefined)
      return String.fromCodePoint(parseInt(number as string, hex === 'x' ? 16 : 10));
    const found = entities[name as string];
    if (found === undefined) throw new Error(`no entity ${all}`);
    return found;
  });
}
