import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router'

import { PageError } from '../components/page-error.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { Shell } from '../shell/shell.tsx'
import {
  graphSearch,
  listSearch,
  overviewSearch,
  parseSearch,
  snapshotSearch,
  taskSearch,
  tasksSearch,
  timelineSearch,
  writeSearch,
} from './search.ts'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage })

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('../pages/overview/overview-page.tsx'), 'OverviewPage'),
})

const dags = createRoute({
  getParentRoute: () => root,
  path: '/dags',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../pages/dags/dags-page.tsx'), 'DagsPage'),
})

const dag = createRoute({
  getParentRoute: () => root,
  path: '/dags/$id',
  component: lazyRouteComponent(() => import('../pages/dag/dag-page.tsx'), 'DagPage'),
})

const dagIndex = createRoute({
  getParentRoute: () => dag,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/dags/$id/graph', params, replace: true })
  },
})

const dagGraph = createRoute({
  getParentRoute: () => dag,
  path: '/graph',
  validateSearch: graphSearch,
  component: lazyRouteComponent(() => import('../pages/graph-pages.ts'), 'DagGraphPage'),
})

const dagTimeline = createRoute({
  getParentRoute: () => dag,
  path: '/timeline',
  validateSearch: timelineSearch,
  component: lazyRouteComponent(() => import('../pages/timeline/dag-timeline-page.tsx'), 'DagTimelinePage'),
})

const dagEvents = createRoute({
  getParentRoute: () => dag,
  path: '/events',
  validateSearch: timelineSearch,
  component: lazyRouteComponent(() => import('../pages/tasks/tasks-pages.ts'), 'DagEventsPage'),
})

const dagTasks = createRoute({
  getParentRoute: () => dag,
  path: '/tasks',
  validateSearch: tasksSearch,
  component: lazyRouteComponent(() => import('../pages/tasks/tasks-pages.ts'), 'DagTasksPage'),
})

const tasks = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  validateSearch: tasksSearch,
  component: lazyRouteComponent(() => import('../pages/tasks/tasks-pages.ts'), 'TasksPage'),
})

const task = createRoute({
  getParentRoute: () => root,
  path: '/tasks/$id',
  validateSearch: taskSearch,
  component: lazyRouteComponent(() => import('../pages/task/task-page.tsx'), 'TaskPage'),
})

const types = createRoute({
  getParentRoute: () => root,
  path: '/types',
  component: lazyRouteComponent(() => import('../pages/system/types-page.tsx'), 'TypesPage'),
})

const workers = createRoute({
  getParentRoute: () => root,
  path: '/workers',
  component: lazyRouteComponent(() => import('../pages/system/workers-page.tsx'), 'WorkersPage'),
})

const health = createRoute({
  getParentRoute: () => root,
  path: '/health',
  component: lazyRouteComponent(() => import('../pages/health/health-page.tsx'), 'HealthPage'),
})

const snapshot = createRoute({
  getParentRoute: () => root,
  path: '/snapshot',
  validateSearch: snapshotSearch,
  component: lazyRouteComponent(() => import('../pages/graph-pages.ts'), 'SnapshotPage'),
})

const tree = root.addChildren([
  overview,
  dags,
  dag.addChildren([dagIndex, dagGraph, dagTimeline, dagEvents, dagTasks]),
  tasks,
  task,
  types,
  workers,
  health,
  snapshot,
])

/** The pages under the mount. `base` is the address of the mount; tests give a history of their own. */
export function createInspectorRouter(base: string, history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    basepath: new URL(base).pathname,
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    scrollRestoration: false,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFoundPage,
    ...(history === undefined ? {} : { history }),
  })
}

export type InspectorRouter = ReturnType<typeof createInspectorRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: InspectorRouter
  }
}
