import { plainField } from '#base/plainText.ts';

/** Foreign text inside a notification, which would turn `[text](command:…)` into a link. */
export function noticeText(text: string, limit = 200): string {
  return plainField(text, limit).replaceAll('[', '(').replaceAll(']', ')');
}

/** Foreign text inside a lens or the status bar, which would draw `$(trash)` as an icon. */
export function labelText(text: string, limit = 200): string {
  return plainField(text.replaceAll('$(', '$ ('), limit);
}
