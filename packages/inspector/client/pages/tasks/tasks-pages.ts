/** Small pages around one list, fetched together: each for itself would weigh more. @module */
export { DagEventsPage } from '../events/dag-events-page.tsx'
export { DagTasksPage } from './dag-tasks-page.tsx'
export { TasksPage } from './tasks-page.tsx'
