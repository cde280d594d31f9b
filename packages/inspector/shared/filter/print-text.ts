/** Writes a text as a filter takes it: within quotation marks where it holds what a filter means something by. */
export function printText(text: string): string {
  return /[\s",\\]/u.test(text) || text === '' ? `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"` : text
}
