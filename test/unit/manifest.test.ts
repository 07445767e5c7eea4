import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { colors, commands, contextKeys, panelType, settings, views } from '#extension/ids.ts';

interface Setting {
  readonly scope?: string;
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly colors: readonly {
      readonly id: string;
      readonly defaults: Readonly<Record<string, string>>;
    }[];
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;

/** Every text below a value, with the key it stands at. */
function* textsBelow(value: unknown, key = ''): Generator<readonly [key: string, text: string]> {
  if (typeof value === 'string') yield [key, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    yield* textsBelow(item, Array.isArray(value) ? key : name);
  }
}

const texts = [...textsBelow(contributes)];
const named = texts.map(([, text]) => text);
const conditions = texts.filter(([key]) => key === 'when').map(([, text]) => text);
const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].toSorted();

function matches(lines: readonly string[], pattern: RegExp): readonly string[] {
  return sorted(lines.flatMap((line) => Array.from(line.matchAll(pattern), ([, name]) => name!)));
}

/** What the code says but for `ids.ts` itself. */
const code = globSync('src/extension/**/*.ts')
  .filter((file) => !file.endsWith('ids.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Those of a table in `ids.ts` that no other file speaks of. */
function unspoken(table: string, ids: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(ids).filter((name) => !new RegExp(`\\b${table}\\.${name}\\b`).test(code));
}

/** As WCAG counts it. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the manifest', () => {
  it('has the commands of ids.ts', () => {
    assert.deepEqual(
      sorted(contributes.commands.map(({ command }) => command)),
      sorted(Object.values(commands)),
    );
    assert.equal(contributes.commands.length, Object.keys(commands).length);
  });

  it('names no other command in menus, keys, links and events', () => {
    const known = new Set<string>(Object.values(commands));
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
      ({ command }) => command,
    );
    const linked = matches(named, /\(command:([\w.]+)/g);
    const awaited = matches(named, /onCommand:([\w.]+)/g);
    assert.ok(linked.length > 0 && awaited.length > 0);
    assert.deepEqual(
      [...used, ...linked, ...awaited].filter((command) => !known.has(command)),
      [],
    );
  });

  it('has the views of ids.ts', () => {
    const contributed = Object.values(contributes.views).flatMap((list) =>
      list.map(({ id }) => id),
    );
    assert.deepEqual(sorted(contributed), sorted(Object.values(views)));
    const conditional = matches(conditions, /\bview == ([\w.]+)/g);
    const welcomed = contributes.viewsWelcome.map(({ view }) => view);
    const known = new Set<string>(contributed);
    assert.deepEqual(
      [...conditional, ...welcomed].filter((view) => !known.has(view)),
      [],
    );
  });

  it('has the settings of ids.ts', () => {
    assert.deepEqual(
      sorted(Object.keys(contributes.configuration.properties)),
      sorted(Object.values(settings).map((name) => `assay.${name}`)),
    );
  });

  it('has the colours of ids.ts, readable in every kind of theme', () => {
    assert.deepEqual(sorted(contributes.colors.map(({ id }) => id)), sorted(Object.values(colors)));
    const grounds = {
      dark: '#1f1f1f',
      light: '#ffffff',
      highContrast: '#000000',
      highContrastLight: '#ffffff',
    };
    for (const { id, defaults } of contributes.colors) {
      for (const [kind, ground] of Object.entries(grounds)) {
        const ratio = contrast(defaults[kind] ?? ground, ground);
        assert.ok(ratio >= 4.5, `${id} in ${kind}: ${ratio.toFixed(1)}`);
      }
    }
  });

  it('has conditions over the context keys of ids.ts, and over each of them', () => {
    const other = /\bview == [\w.]+|\bconfig\.[\w.]+/g;
    const rest = conditions.map((text) => text.replaceAll(other, ''));
    assert.deepEqual(matches(rest, /\b(assay\.\w+)/g), sorted(Object.values(contextKeys)));
  });

  it('names files that are there, and that the package holds', () => {
    const packed = new Set(readFileSync('test/fixtures/vsix.txt', 'utf8').trimEnd().split('\n'));
    const files = sorted(
      [manifest.icon, ...named]
        .filter((text) => /^(?:\.\/)?[\w-]+\/[\w./-]+\.(?:json|svg|png|md)$/.test(text))
        .map((text) => text.replace(/^\.\//, '')),
    );
    assert.ok(files.length >= 11, files.join(' '));
    for (const file of files) {
      assert.ok(existsSync(file), `${file} is not there`);
      assert.ok(packed.has(file), `${file} is not in test/fixtures/vsix.txt`);
    }
  });

  it('lets no workspace say where requests and keys go, whom they ask or what they cost', () => {
    const weighty = /provider|url|host|path|command|proxy|header|env|key|model|budget/i;
    const found = Object.entries(contributes.configuration.properties)
      .filter(([name]) => weighty.test(name))
      .map(([name, { scope }]) => [name, scope]);
    assert.deepEqual(found, [
      ['assay.budget.perRunUsd', 'application'],
      ['assay.providers', 'application'],
      ['assay.github.apiUrl', 'application'],
      ['assay.runOnSave.budgetUsd', 'application'],
    ]);
  });

  it('is limited in Restricted Mode', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    const known = new Set(Object.keys(contributes.configuration.properties));
    assert.deepEqual(
      restrictedConfigurations.filter((name) => !known.has(name)),
      [],
    );
  });

  it('activates where a folder has files of Assay or its panel comes back, never always', () => {
    const [restored, ...others] = manifest.activationEvents;
    assert.equal(restored, `onWebviewPanel:${panelType}`);
    assert.ok(others.length > 0);
    for (const event of others) {
      assert.match(event, /^workspaceContains:/);
    }
  });
});

describe('the ids of the extension', () => {
  it('are commands that something registers', () => {
    assert.deepEqual(unspoken('commands', commands), []);
  });

  it('are views that something fills', () => {
    assert.deepEqual(unspoken('views', views), []);
  });

  it('are settings that something reads', () => {
    assert.deepEqual(unspoken('settings', settings), []);
  });

  it('are context keys that something sets', () => {
    assert.deepEqual(unspoken('contextKeys', contextKeys), []);
  });
});
