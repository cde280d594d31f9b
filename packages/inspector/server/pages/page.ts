/** Makes text safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A page that needs neither the client nor a script. `body` is HTML; `head` goes into the head. */
export function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escapeHtml(title)} · Taskloom</title>
    ${head}
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 12vh auto; padding: 0 1.5rem; }
      h1 { font-size: 1.5rem; }
      pre { padding: 0.75rem 1rem; overflow: auto; border: 1px solid #8888; border-radius: 6px; }
      input, button { font: inherit; padding: 0.4rem 0.7rem; }
      dt { font-weight: 600; } dd { margin: 0 0 0.75rem; }
    </style>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(title)}</h1>
      ${body}
    </main>
  </body>
</html>
`
}
