import { Download, Watch } from './support/gallery.ts'

Watch.handle(async ({ push }) => void (await push(Download)))
