import { Gallery, image } from './support/gallery.ts'

Gallery({ title: 'June' }, { dependsOn: { images: image } })
