/** The pages around the graph, fetched together: that of a snapshot is little beside it, and so it needs no server. @module */
export { DagGraphPage } from './dag/dag-graph-page.tsx'
export { SnapshotPage } from './snapshot/snapshot-page.tsx'
