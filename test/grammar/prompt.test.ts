import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import type { IGrammar } from 'vscode-textmate';
import { templateVariables } from '#core/prompts/template.ts';
import { loadGrammar, tokensOf, type Token } from '#support/tokens.ts';

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  /** Of a grammar that injects; absent: it stands by itself. */
  readonly injectTo?: readonly string[];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { contributes } = JSON.parse(await readFile(here('../../package.json'), 'utf8')) as {
  contributes: { grammars: readonly Contribution[] };
};
const prompt = await readFile(here('fixtures/basic.prompt.yml'), 'utf8');
const golden = await readFile(here('fixtures/basic.tokens.txt'), 'utf8');

/** The stand-in of this folder, and the grammars of every VS Code that the harness has fetched. */
const bases = [{ name: 'the stand-in', folder: here('yaml') }];
const fetched = '.cache/vscode-server-test/*/package/lib/vscode/extensions/yaml/syntaxes';
for await (const folder of glob(fetched, { cwd: homedir() }))
  bases.push({ name: folder.split('/')[2] ?? folder, folder: `${homedir()}/${folder}` });

for (const { name, folder } of bases)
  describe(`the colours of a prompt on the YAML grammar of ${name}`, () => {
    let plain: IGrammar;
    let injected: IGrammar;

    before(async () => {
      const files = new Map<string, string>();
      for await (const file of glob('*.tmLanguage.json', { cwd: folder }))
        files.set(`source.${file.split('.tm')[0]?.replace('-', '.')}`, `${folder}/${file}`);
      plain = await loadGrammar('source.yaml', files, new Map());
      const injections = new Map<string, string[]>();
      for (const { scopeName, path, injectTo } of contributes.grammars) {
        files.set(scopeName, here(`../../${path}`));
        for (const scope of injectTo ?? [])
          injections.set(scope, [...(injections.get(scope) ?? []), scopeName]);
      }
      injected = await loadGrammar('source.yaml', files, injections);
    });

    it('are those of the golden text', () => {
      assert.equal(shown(tokensOf(injected, prompt)), golden);
    });

    it('leave every scope of YAML as it was, to the last line', () => {
      assert.deepEqual(
        scopesByCharacter(tokensOf(injected, prompt)),
        scopesByCharacter(tokensOf(plain, prompt)),
      );
    });

    it('mark exactly what the engine reads as a placeholder', () => {
      const piece = fc.constantFrom('{{', '}}', '{', '}', ' ', 'a', 'ß', '1', '_', '-', '.', '#');
      const line = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
      fc.assert(
        fc.property(line, (text) => {
          const written = `x${text}x`;
          const [, , tokens = []] = tokensOf(injected, `a:\n  b: |\n    ${written}`);
          assert.deepEqual(
            markedNames(tokens),
            templateVariables(written).map((variable) => variable.name),
          );
        }),
        { numRuns: 300 },
      );
    });
  });

/** Each line, and below it what Assay colours in it; `text` is the text of a message. */
function shown(lines: readonly (readonly Token[])[]): string {
  const parts: string[] = [];
  for (const tokens of lines) {
    parts.push(`>${tokens.map(({ text }) => text).join('')}`);
    for (const { text, scopes } of tokens) {
      const ours = scopes.filter(isOurs).map(short);
      if (ours.length > 0 && text.trim() !== '')
        parts.push(`    ${text.trim()} = ${ours.join(' ')}`);
    }
  }
  return `${parts.join('\n')}\n`;
}

function short(scope: string): string {
  return scope === 'meta.embedded.block.prompt' ? 'text' : scope.replace('.assay-prompt', '');
}

function isOurs(scope: string): boolean {
  return scope.endsWith('.assay-prompt') || scope === 'meta.embedded.block.prompt';
}

function scopesByCharacter(lines: readonly (readonly Token[])[]): string[][] {
  return lines.map((tokens) =>
    tokens.flatMap(({ text, scopes }) => {
      const yaml = scopes.filter((scope) => !isOurs(scope)).join(' ');
      return Array.from(text.replaceAll(' ', ''), (character) => `${character} ${yaml}`);
    }),
  );
}

function markedNames(tokens: readonly Token[]): string[] {
  return tokens
    .filter(({ scopes }) => scopes.includes('variable.other.readwrite.assay-prompt'))
    .map(({ text }) => text);
}
