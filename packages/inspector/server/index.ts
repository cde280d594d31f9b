export type { RouteName } from '../shared/routes.ts'
