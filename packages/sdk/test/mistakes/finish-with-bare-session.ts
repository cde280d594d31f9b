import { popped, session } from './support/gallery.ts'

await popped.finish({ path: 'a' }, session)
