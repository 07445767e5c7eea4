/** Whether the bytes of a file hold the text that an editor shows. Line ends and a byte order mark do not count. */
export function holdsText(bytes: Uint8Array, text: string): boolean {
  const onDisk = new TextDecoder().decode(bytes);
  return onDisk === text || withPlainEnds(onDisk) === withPlainEnds(text.toWellFormed());
}

function withPlainEnds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
