/** A text that is the name of a program or a service which would write the prompt. */
export function isProgram(text: string): boolean {
  if (/^(?:exec|langfuse|portkey|helicone|package|azureml|mlflow):/.test(text)) return true;
  return /^[^\s{}]+\.(?:[cm]?[jt]s|py|rb|sh|bash|pl|go)(?::\w+)?$/.test(text);
}

export function looksLikeFile(text: string): boolean {
  return /^[^\n{}]+\.(?:txt|md|j2|jsonl?|ya?ml|csv)$/.test(text) && !/\s{2}|[?!]\s/.test(text);
}

/** Whether a prompt of this text is nothing but it: neither promptfoo nor Assay takes it for a path or a conversation. */
export function isPlainText(text: string): boolean {
  if (text.trim() === '' || text.startsWith('file://') || isProgram(text)) return false;
  if (/^\s*[[{](?!\{)|^\s*- role:/.test(text)) return false;
  // promptfoo takes a line with one of these for the name of a file.
  return text.includes('\n') || !/[/\\*]|\..{2,3}$/.test(text);
}
