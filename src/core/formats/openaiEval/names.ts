/** `{{ item.question }}` → `{{question}}`: the values of a case are those of its item. */
export function itemNames(text: string): string {
  return text.replaceAll(/\{\{\s*item\.([\w.-]+)\s*\}\}/g, '{{$1}}');
}
