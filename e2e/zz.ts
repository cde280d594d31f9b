import { chromium } from '@playwright/test'
import { serveInspector } from '@taskloom/inspector'
import { startLocalMongo } from '@taskloom/local-mongo'
import { connect } from '@taskloom/sdk'
import { playScene } from './screenshots/scene.ts'
await using mongo = await startLocalMongo({ topology: 'replica-set' })
await using loom = await connect({ uri: mongo.uri, database: 'shop' })
await using inspector = await serveInspector({ loom, port: 0, readOnly: false })
console.log('scene', new Date())
const scene = await playScene(loom, console.log)
console.log('played', new Date())
for (const path of ['api/stats', 'api/types', 'api/series', 'api/dags', 'api/config', 'api/tasks?limit=50', `api/dags/${scene.large}/graph`, `api/dags/${scene.large}`]) {
  const t = performance.now(); const r = await fetch(inspector.url + path); const text = await r.text()
  console.log(path, r.status, Math.round(performance.now() - t), 'ms', text.length, text.slice(0, 200))
}
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
page.on('console', (m) => console.log('console', m.type(), m.text().slice(0, 300)))
page.on('response', (r) => { if (r.status() >= 400) console.log(r.status(), r.url()) })
await page.goto(inspector.url)
await page.waitForTimeout(15000)
await page.screenshot({ path: `/tmp/look-overview.png` })
process.exit(0)
