/** A sentence in which what stands between backticks is code. */
export function WithCode({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, place) =>
      place % 2 === 0 ? part : <code key={`${part} ${text.length - place}`}>{part}</code>,
    )
}
