/**
 * VS Code shows an extension's README without the files around it, and there is no public address that relative links could
 * be rewritten to. So pictures go, and a link to a file becomes its label.
 */
export function readmeOfPackage(text: string): string {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : withoutRelative(part)))
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n');
}

function withoutRelative(text: string): string {
  return text
    .replaceAll(/!\[[^\]]*\]\((?!https:)[^)]*\)/g, '')
    .replaceAll(/<img\b(?![^>]*\bsrc="https:)[^>]*>/g, '')
    .replaceAll(/\[([^\]]*)\]\((?!https:|mailto:|#)[^)]*\)/g, '$1');
}
