import { defineConfig } from '@playwright/test'
import { findBrowser } from '@taskloom/local-browser'

const { executablePath } = await findBrowser()

export default defineConfig({
  testDir: 'specs',
  globalSetup: './support/global-setup.ts',
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  workers: 1,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: { launchOptions: { executablePath, args: ['--no-sandbox'] }, trace: 'retain-on-failure' },
})
