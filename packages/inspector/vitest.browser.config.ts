import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

import { findBrowser, NoLocalBrowser, type LocalBrowser } from '../local-browser/src/index.ts'

/** Whether everything is wanted: `npm run test:full` and continuous integration say so. */
const inFull = process.env['TASKLOOM_FULL_SIZES'] === '1'

/** Components in a real browser. Without one they are left out, and it is said. */
export default defineConfig(async (): Promise<ViteUserConfig> => {
  const browser = await findBrowser().catch(leaveOut)
  if (browser === undefined) return { test: { name: 'inspector in a browser', include: [] } }
  if (!inFull)
    process.stdout.write('Shrunk: in the dark theme, every third screen; `npm run test:full` runs all.\n')
  return {
    plugins: [react()],
    define: { isInFull: JSON.stringify(inFull) },
    test: {
      name: 'inspector in a browser',
      include: ['client/**/*.test.tsx'],
      testTimeout: 60_000,
      expect: { poll: { timeout: 20_000 } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath: browser.executablePath, args: ['--no-sandbox'] },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
})

function leaveOut(error: unknown): LocalBrowser | undefined {
  if (!(error instanceof NoLocalBrowser)) throw error
  process.stderr.write(`The tests of the inspector in a browser are left out. ${error.message}\n`)
  return undefined
}
