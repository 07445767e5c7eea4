import { secretPatterns } from '#base/secretPatterns.ts';

export interface SecretItem {
  readonly what: string;
  readonly value: string;
}

/** Every secret of a text: keys by their form, tokens, passwords in addresses, and what is set as a key and looks random. */
export function secretItems(text: string): readonly SecretItem[] {
  const items: SecretItem[] = [];
  let rest = text;
  for (const { pattern, what } of [...secretPatterns, ...looser]) {
    const all = new RegExp(pattern.source, 'g');
    rest = rest.replace(all, (value: string) => {
      items.push({ what, value });
      return '\n';
    });
  }
  for (const [, value] of rest.matchAll(assigned)) {
    if (value !== undefined && isRandom(value)) items.push({ what: 'a random value', value });
  }
  return items;
}

/** Too often right to be there to keep a file from being written. */
const looser = [
  {
    pattern: /(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}/,
    what: 'a JSON Web Token',
  },
  {
    pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,100}:[^\s:/@]{3,100}@/,
    what: 'a password in an address',
  },
];

const assigned =
  /(?:key|secret|token|passwo?r?d|pwd|credential)s?["'`]?\s{0,3}(?:[:=]|=>)\s{0,3}["'`]([^\s"'`]{16,200})["'`]/gi;

/** At least 3.5 bits a character (Shannon), letters and digits. A sentence has about 4, but blanks too. */
function isRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  const counts = new Map<string, number>();
  for (const one of value) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    bits -= share * Math.log2(share);
  }
  return bits >= 3.5;
}
