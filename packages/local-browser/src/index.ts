export { findBrowser, NoLocalBrowser, type LocalBrowser } from './find-browser.ts'
