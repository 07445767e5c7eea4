import type { PersonalKind } from '#protocol/run.ts';
import { isIPv4, isIPv6 } from 'node:net';
import { ibanAtStart, passesLuhn } from './checkDigits.ts';
import { personalKinds } from './personalKinds.ts';

export type { PersonalKind };

export interface PersonalItem {
  readonly kind: PersonalKind;
  /** In lower case, without the blanks and marks that only group it. */
  readonly value: string;
}

/** Personal data by form: what passes the check of its kind. A digit belongs to one item only. */
export function personalItems(
  text: string,
  kinds: readonly PersonalKind[],
): readonly PersonalItem[] {
  const items: PersonalItem[] = [];
  let rest = text.normalize('NFKC');
  for (const kind of personalKinds) {
    if (!kinds.includes(kind)) continue;
    const { pattern, read } = finders[kind];
    rest = rest.replace(pattern, (found: string) => {
      const value = read(found);
      if (value === undefined) return found;
      items.push({ kind, value: value.toLowerCase() });
      return '\n';
    });
  }
  return items;
}

interface Finder {
  readonly pattern: RegExp;
  /** The item, or `undefined` where it only looks like one. */
  readonly read: (found: string) => string | undefined;
}

/** Every pattern is bounded, and starts where no earlier character could belong to it. */
const finders: Readonly<Record<PersonalKind, Finder>> = {
  'e-mail': {
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}(?![\p{L}\p{N}])/gu,
    read: (found) => found,
  },
  iban: {
    pattern: /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}/gi,
    read: (found) => ibanAtStart(found.replaceAll(' ', '').toUpperCase()),
  },
  'credit-card': {
    pattern: /(?<![\d.,-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\d]|[.,-]\d)/g,
    read: cardAtStart,
  },
  phone: {
    pattern: /(?<![\p{L}\p{N}+]|\d[ -])(?:\+|00(?=[1-9]))(?:[ ()./-]{0,2}\d){8,15}(?!\d)/gu,
    read: (found) => onlyDigits(found).replace(/^00/, ''),
  },
  ip: {
    pattern: /(?<![\p{L}\p{N}.:])[0-9a-f.:]{3,45}(?![\p{L}\p{N}])/giu,
    read: (found) => {
      const address = found.replace(/[.:]$/, '');
      const isAddress = isIPv4(address) || (isIPv6(address) && address.length > 6);
      return isAddress && !nobody.test(address) ? address : undefined;
    },
  },
};

/** This machine, no machine, all machines, and a network mask. */
const nobody = /^(?:127\.|0\.0\.0\.0$|255\.|::1?$)/;

/** The longest card number of whole groups that digits begin with: what follows may be its date. */
function cardAtStart(found: string): string | undefined {
  const groups = found.split(/[ -]/);
  for (let count = groups.length; count > 0; count -= 1) {
    const digits = groups.slice(0, count).join('');
    if (cards.test(digits) && passesLuhn(digits)) return digits;
  }
  return undefined;
}

/** How the networks begin, and how long their numbers are. */
const cards =
  /^(?:3[47]\d{13}|3[068]\d{12}|35\d{14}|4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7])\d{14}|6\d{15,18})$/;

function onlyDigits(text: string): string {
  return text.replace(/\D/g, '');
}
