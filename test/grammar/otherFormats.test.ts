import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { IGrammar } from 'vscode-textmate';
import { loadGrammar, tokensOf, type Token } from '#support/tokens.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** On the stand-in for VS Code's YAML grammar, which front matter is coloured by. */
async function grammarOf(name: string): Promise<IGrammar> {
  const files = new Map([[`text.${name}.assay`, here(`../../syntaxes/${name}.tmLanguage.json`)]]);
  for await (const file of glob('*.tmLanguage.json', { cwd: here('yaml') }))
    files.set(`source.${file.split('.tm')[0]?.replace('-', '.')}`, here(`yaml/${file}`));
  return loadGrammar(`text.${name}.assay`, files, new Map());
}

for (const [name, fixture] of [
  ['prompty', 'basic.prompty'],
  ['dotprompt', 'basic.prompt'],
] as const) {
  describe(`the colours of ${name}`, () => {
    let grammar: IGrammar;

    before(async () => {
      grammar = await grammarOf(name);
    });

    it('are those of the golden text', async () => {
      const text = await readFile(here(`fixtures/${fixture}`), 'utf8');
      const golden = await readFile(here(`fixtures/${fixture}.tokens.txt`), 'utf8');
      assert.equal(shown(tokensOf(grammar, text), name), golden);
    });

    it('give front matter to YAML, and the body to nobody else', async () => {
      const text = await readFile(here(`fixtures/${fixture}`), 'utf8');
      const lines = tokensOf(grammar, text).map((tokens) =>
        tokens.some(({ scopes }) => scopes.includes('source.yaml')),
      );
      const body = text.split('\n').indexOf('---', 2);
      assert.equal(lines.slice(body).includes(true), false);
      assert.equal(lines[body - 1], true);
    });

    it('end a tag that is not closed where the next one begins, or at an empty line', () => {
      const tokens = tokensOf(grammar, 'a {{ b\n\nuser:\nc {{d}}').flat();
      const names = tokens.filter(({ scopes }) => isVariable(scopes));
      assert.deepEqual(
        names.map(({ text }) => text),
        ['b', 'd'],
      );
    });
  });
}

function isVariable(scopes: readonly string[]): boolean {
  return scopes.some((scope) => scope.startsWith('variable.other.readwrite'));
}

/** Each line, and below it what our grammar colours in it. */
function shown(lines: readonly (readonly Token[])[], name: string): string {
  const ending = `.${name}.assay`;
  const parts: string[] = [];
  for (const tokens of lines) {
    parts.push(`>${tokens.map(({ text }) => text).join('')}`);
    for (const { text, scopes } of tokens) {
      const ours = scopes
        .flatMap((scope) => scope.split(' '))
        .filter((scope) => scope.endsWith(ending))
        .map((scope) => scope.slice(0, -ending.length));
      if (ours.length > 0 && text.trim() !== '')
        parts.push(`    ${text.trim()} = ${ours.join(' ')}`);
    }
  }
  return `${parts.join('\n')}\n`;
}
