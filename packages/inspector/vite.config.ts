import { join } from 'node:path'

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

import { minifyAgain } from './minify-again.ts'
import { precompressAssets } from './precompress-assets.ts'

const sharedParts =
  /client\/(components\/(?!chart|json|grid\/(?!use-width))|format|preferences|live\/clock|store\.ts|actions\/action-button|pages\/tasks\/task-columns|pages\/system\/system\.module)|filter\/print-text|icons\/circle-check/

/** The base is relative, so that the built client runs under whatever path the router is mounted at. */
export default defineConfig({
  root: 'client',
  base: './',
  plugins: [react(), minifyAgain(), precompressAssets()],
  resolve: {
    alias: { '@radix-ui/react-dialog': join(import.meta.dirname, 'client/shell/no-dialog.ts') },
  },
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    // One file costs less than twenty that share their words: 12 KB instead of 17.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Small parts that many pages share are one file: twenty small ones cost 2 KB more.
      output: { codeSplitting: { groups: [{ name: 'parts', test: sharedParts }] } },
    },
  },
})
