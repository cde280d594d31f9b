/**
 * The visual inspector of Taskloom, as an Express router.
 *
 * ```ts
 * const app = express()
 * app.use('/admin/tasks', createInspector({ uri: 'mongodb://127.0.0.1:27017', database: 'shop' }))
 * app.listen(3000, '127.0.0.1')
 * ```
 *
 * @module
 */

export { createInspector, type Inspector } from './inspector.ts'
export {
  serveInspector,
  type ServedInspector,
  type ServeOptions,
  type SeveralSources,
} from './serve-inspector.ts'
export type { InspectorOptions, InspectorSettings, Source } from './options.ts'
export type { Auth, Identity } from './security/identity.ts'
export type { AuditEntry } from './security/audit.ts'
export { InspectorMistake } from './mistake.ts'
export type { Redact, RedactPlace } from './security/redact.ts'
export type { Permission } from '../shared/actions.ts'
