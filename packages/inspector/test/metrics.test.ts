import { describe, expect, it } from 'vitest'

import { Download } from './support/definitions.ts'
import { served } from './support/served.ts'

describe('api/metrics', () => {
  it('says how things stand, as Prometheus reads it', async () => {
    await using inspector = await served({ metrics: true })
    await inspector.context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
    const answer = await fetch(`${inspector.url}/api/metrics`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await answer.text()
    expect(text).toContain('# TYPE taskloom_tasks gauge\n')
    expect(text).toContain('taskloom_up 1\n')
    expect(text).toContain('taskloom_tasks{name="download",state="ready"} 2\n')
    expect(text).toContain('taskloom_workers{name="download"} 0\n')
    expect(text).toMatch(/^taskloom_oldest_ready_seconds\{name="download"\} \d/m)
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(# (HELP|TYPE) taskloom_\w+ .+|taskloom_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.]+)$/,
      )
  })

  it('is not there unless it was asked for, and not for those who may not look', async () => {
    await using without = await served()
    expect((await fetch(`${without.url}/api/metrics`)).status).toBe(404)
    await using strange = await served({ metrics: true, auth: () => ({ name: 'x', permissions: ['retry'] }) })
    expect((await fetch(`${strange.url}/api/metrics`)).status).toBe(403)
    await using open = await served({ metrics: true })
    expect((await fetch(`${open.url}/api/metrics`, { method: 'POST' })).status).toBe(405)
  })
})
