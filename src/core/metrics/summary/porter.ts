/**
 * The stem of a lower-case English word: Porter's algorithm (1980) with the changes of NLTK, which
 * ROUGE's reference uses. Digits count as consonants. Linear in the word.
 */
export function stem(word: string): string {
  const irregular = irregulars.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  let rest = withoutPlural(word);
  rest = withoutPast(rest);
  rest = withI(rest);
  rest = withoutDerivation(rest);
  rest = replaceEnd(rest, thirdRules);
  rest = replaceEnd(rest, fourthRules);
  return withoutDouble(withoutE(rest));
}

const irregulars: ReadonlyMap<string, string> = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
]);

/** For each character whether it is a consonant. A `y` is one at the start and after a vowel. */
function consonants(word: string): readonly boolean[] {
  const flags: boolean[] = [];
  for (let at = 0; at < word.length; at += 1) {
    const character = word.charAt(at);
    flags.push(character === 'y' ? flags[at - 1] !== true : !'aeiou'.includes(character));
  }
  return flags;
}

/** Porter's m: how often a consonant follows a vowel. */
function turns(word: string): number {
  const flags = consonants(word);
  let count = 0;
  for (let at = 1; at < flags.length; at += 1) {
    if (flags[at] === true && flags[at - 1] === false) count += 1;
  }
  return count;
}

function hasVowel(word: string): boolean {
  return consonants(word).includes(false);
}

/** Porter's *o: ends in consonant, vowel, consonant, the last not w, x or y; or is a vowel and a consonant. */
function endsShort(word: string): boolean {
  const [first, second, third] = consonants(word).slice(-3);
  if (word.length === 2) return first === false && second === true;
  if (word.length < 2 || first !== true || second !== false || third !== true) return false;
  return !'wxy'.includes(word.slice(-1));
}

interface Rule {
  readonly end: string;
  readonly becomes: string;
  readonly when: (start: string) => boolean;
}

const m0 = (start: string): boolean => turns(start) > 0;
const m1 = (start: string): boolean => turns(start) > 1;

function rules(when: Rule['when'], ends: Readonly<Record<string, string>>): readonly Rule[] {
  return Object.entries(ends).map(([end, becomes]) => ({ end, becomes, when }));
}

/** The first rule whose end fits decides, whether its condition holds or not. */
function replaceEnd(word: string, among: readonly Rule[]): string {
  const rule = among.find(({ end }) => word.endsWith(end));
  if (rule === undefined) return word;
  const start = word.slice(0, -rule.end.length);
  return rule.when(start) ? start + rule.becomes : word;
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return m0(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const end = ['ed', 'ing'].find(
    (one) => word.endsWith(one) && hasVowel(word.slice(0, -one.length)),
  );
  if (end === undefined) return word;
  const start = word.slice(0, -end.length);
  if (/(?:at|bl|iz)$/.test(start)) return `${start}e`;
  const last = start.slice(-1);
  if (last === start.slice(-2, -1) && consonants(start).at(-1) === true) {
    return 'lsz'.includes(last) ? start : start.slice(0, -1);
  }
  return turns(start) === 1 && endsShort(start) ? `${start}e` : start;
}

function withI(word: string): string {
  if (!word.endsWith('y') || word.length < 3) return word;
  return consonants(word).at(-2) === true ? `${word.slice(0, -1)}i` : word;
}

function withoutDerivation(word: string): string {
  if (word.endsWith('alli') && m0(word.slice(0, -4))) return withoutDerivation(word.slice(0, -2));
  return replaceEnd(word, secondRules);
}

function withoutE(word: string): string {
  if (!word.endsWith('e')) return word;
  const start = word.slice(0, -1);
  const count = turns(start);
  return count > 1 || (count === 1 && !endsShort(start)) ? start : word;
}

function withoutDouble(word: string): string {
  return word.endsWith('ll') && m1(word.slice(0, -1)) ? word.slice(0, -1) : word;
}

const secondRules: readonly Rule[] = [
  ...rules(m0, {
    ational: 'ate',
    tional: 'tion',
    enci: 'ence',
    anci: 'ance',
    izer: 'ize',
    bli: 'ble',
    alli: 'al',
    entli: 'ent',
    eli: 'e',
    ousli: 'ous',
    ization: 'ize',
    ation: 'ate',
    ator: 'ate',
    alism: 'al',
    iveness: 'ive',
    fulness: 'ful',
    ousness: 'ous',
    aliti: 'al',
    iviti: 'ive',
    biliti: 'ble',
    fulli: 'ful',
  }),
  { end: 'logi', becomes: 'log', when: (start) => m0(`${start}l`) },
];

const thirdRules = rules(m0, {
  icate: 'ic',
  ative: '',
  alize: 'al',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
});

const fourthRules: readonly Rule[] = [
  ...rules(m1, {
    al: '',
    ance: '',
    ence: '',
    er: '',
    ic: '',
    able: '',
    ible: '',
    ant: '',
    ement: '',
    ment: '',
    ent: '',
  }),
  { end: 'ion', becomes: '', when: (start) => m1(start) && /[st]$/.test(start) },
  ...rules(m1, { ou: '', ism: '', ate: '', iti: '', ous: '', ive: '', ize: '' }),
];
