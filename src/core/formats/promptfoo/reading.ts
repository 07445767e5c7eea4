import { posix } from 'node:path';
import type { Problem, Severity, TextRange } from '#protocol/problem.ts';
import { nodeAt, type DocumentNode } from '../../documents/node.ts';
import { readJson } from '../../documents/json.ts';
import { errorAt, quoteFound } from '../../documents/problems.ts';
import type { Reading } from '../../documents/reading.ts';
import { decodeSource, type SourceText } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { YamlReferences } from '../../documents/yamlReferences.ts';
import { FidelityReport } from '../fidelity.ts';
import type { OtherFiles } from '../otherFiles.ts';

/** Where something stands: for problems the file and the place, for the report the key of the configuration. */
export interface Place {
  readonly file: string;
  readonly range: TextRange;
  /** As the report names it: `tests[2].assert[0]`. */
  readonly key: string;
}

/** One reading of a configuration: what is found in it, and in the files it refers to. */
export class PromptfooReading {
  /** Relative to the root. */
  readonly file: string;
  readonly report: FidelityReport = new FidelityReport();
  readonly problems: Problem[] = [];
  private readonly folder: string;
  private readonly others: OtherFiles;
  private readonly documents = new Map<string, DocumentNode | undefined>();

  constructor(file: string, others: OtherFiles) {
    this.file = file;
    this.folder = posix.dirname(file);
    this.others = others;
  }

  tell(
    severity: Severity,
    { file, range }: Pick<Place, 'file' | 'range'>,
    code: string,
    message: string,
    next: string,
    allowed?: string,
  ): void {
    this.problems.push({ ...errorAt(file, range, code, message, next, allowed), severity });
  }

  /** A path as a configuration writes it, from the root of the project. */
  path(reference: string): string {
    const plain = reference.replace(/^file:\/\//, '');
    return posix.normalize(posix.join(this.folder, plain.replaceAll('\\', '/')));
  }

  /** `undefined`, told: there is no such file, or it is no text. */
  text(path: string, place: Place): string | undefined {
    const bytes = this.others.read(path);
    if (bytes === undefined) {
      this.tell(
        'error',
        place,
        'file-missing',
        `The file ${quoteFound(path)} is not there, is not inside the project, or is larger than 1 MB.`,
        'Correct the path; it counts from the folder of the configuration.',
      );
      return undefined;
    }
    const { value, problems } = decodeSource(bytes, path);
    this.problems.push(...problems);
    return value?.text;
  }

  /** YAML or JSON, each file once. */
  document(path: string, place: Place): DocumentNode | undefined {
    if (this.documents.has(path)) return this.documents.get(path);
    const bytes = this.others.read(path);
    const node = bytes === undefined ? undefined : this.parsed(bytes, path);
    if (bytes === undefined) this.text(path, place);
    this.documents.set(path, node);
    return node;
  }

  private parsed(bytes: Uint8Array, path: string): DocumentNode | undefined {
    const source = decodeSource(bytes, path);
    this.problems.push(...source.problems);
    if (source.value === undefined) return undefined;
    const { value, problems } = readDocument(source.value);
    this.problems.push(...problems);
    return value;
  }

  /** The files that a pattern names, sorted; one without stars is its own name. */
  files(path: string): readonly string[] {
    if (!/[*?[{]/.test(path)) return [path];
    const parts = path.split('/');
    const wild = parts.findIndex((part) => /[*?[{]/.test(part));
    return this.expand(parts.slice(0, wild).join('/'), parts.slice(wild), 0);
  }

  private expand(folder: string, parts: readonly string[], depth: number): readonly string[] {
    const [part = '', ...rest] = parts;
    if (depth > deepest) return [];
    const names = this.others.list(folder === '' ? '.' : folder);
    const inside = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    if (part === '**') {
      const deeper = names
        .filter((name) => !name.includes('.') && name !== 'node_modules')
        .flatMap((name) => this.expand(inside(name), parts, depth + 1));
      return [...this.expand(folder, rest, depth + 1), ...deeper];
    }
    const pattern = patternOf(part);
    const matching = names.filter((name) => pattern.test(name)).map(inside);
    if (rest.length === 0) return matching.toSorted();
    return matching.flatMap((name) => this.expand(name, rest, depth + 1));
  }
}

/** YAML, where a value may be written once and referred to, or JSON. */
export function readDocument(source: SourceText): Reading<DocumentNode> {
  if (source.file.toLowerCase().endsWith('.json')) return readJson(source);
  return readYaml(source, {}, new YamlReferences(maxReferred));
}

/** Values that all aliases of a file may bring together. */
const maxReferred = 20_000;

const deepest = 8;

/** `*`, `?` and `{a,b}` in one name of a path. */
function patternOf(part: string): RegExp {
  const escaped = part
    .replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll(/\{([^{}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replaceAll(/[{}]/g, String.raw`\$&`);
  return new RegExp(`^${escaped}$`);
}

/** A place below another, named as the file has it. */
export function below(place: Place, step: string | number, node: DocumentNode | undefined): Place {
  const name = typeof step === 'number' ? `[${step}]` : `.${step}`;
  const key = place.key === '' ? String(step) : `${place.key}${name}`;
  const found = node === undefined ? undefined : nodeAt(node, [step]);
  return { file: place.file, range: found?.range ?? place.range, key };
}
