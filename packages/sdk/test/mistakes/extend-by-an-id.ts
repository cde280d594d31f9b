import { Watch } from './support/gallery.ts'

Watch.handle(async ({ extend }) => void (await extend('a')))
