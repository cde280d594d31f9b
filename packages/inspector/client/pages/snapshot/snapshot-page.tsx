import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useCallback, type ReactNode } from 'react'

import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { dismissToast, showToast } from '../../components/toasts.ts'
import { LoadedGraph } from '../../graph/loaded-graph.tsx'
import { StillContext } from '../../graph/stage/graph-context.ts'
import type { GraphSearch, SnapshotSearch } from '../../router/search.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { openedSnapshot } from '../../snapshot/opened-snapshot.ts'
import { readSnapshot, wayOut } from '../../snapshot/read-snapshot.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import { useStore } from '../../store.ts'
import { Point } from '../task/point.tsx'
import { ChooseFile, DropArea } from './file-ways.tsx'
import { SnapshotTask } from './snapshot-task.tsx'

/** Says that the last file cannot be shown, also over a way to other pages and back. */
let refusal: number | undefined

/** Opens the file of a snapshot, and shows it. The server has no part in it. */
export function SnapshotPage() {
  const { of } = useSearch({ from: '/snapshot' })
  const navigate = useNavigate({ from: '/snapshot' })
  const opened = useStore(openedSnapshot)
  const snapshot = opened !== undefined && labelOf(opened) === of ? opened : undefined
  const title = snapshot === undefined ? 'Open a snapshot' : `Snapshot of DAG ${snapshot.graph.dagId}`
  usePageTitle(title)
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const read = await readSnapshot(file)
    dismissToast(refusal)
    if (typeof read === 'string') {
      refusal = showToast({ title: `${file.name} cannot be shown`, detail: read, tone: 'danger' })
      return
    }
    openedSnapshot.set(read)
    const label = labelOf(read)
    // Who opens it again, after a reload, finds the view as it was.
    await navigate({ search: (known) => (known.of === label ? known : { of: label }) })
  }
  return (
    <DropArea onFile={(file) => void open(file)}>
      <PageHeader
        title={title}
        detail={
          snapshot && (
            <span>
              taken <Point time={snapshot.takenAt} />, and does not change
            </span>
          )
        }
        actions={<ChooseFile onFile={(file) => void open(file)} />}
      />
      {snapshot === undefined ? <NoSnapshot of={of} /> : <Opened key={of} snapshot={snapshot} />}
    </DropArea>
  )
}

/** What the address calls a snapshot. */
function labelOf({ graph, takenAt }: Snapshot): string {
  return `${graph.dagId} of ${new Date(takenAt).toISOString()}`
}

/** Asks for a file: for the first time, or again where the address means one that the page no longer has. */
function NoSnapshot({ of }: Pick<SnapshotSearch, 'of'>) {
  return (
    <EmptyState title="Choose a file, or drop it here">
      {of === undefined ? wayOut : `The page was loaded anew, without the snapshot of DAG ${of}.`}
    </EmptyState>
  )
}

/** The graph of a snapshot, as it was when that was taken. */
function Opened({ snapshot: { takenAt, dag, graph } }: { readonly snapshot: Snapshot }) {
  const search = useSearch({ from: '/snapshot' })
  const { of } = search
  const navigate = useNavigate({ from: '/snapshot' })
  const router = useRouter()
  const onSearch = useCallback(
    (patch: GraphSearch, options: { readonly replace?: boolean } = {}) => {
      // What is written a moment after the reader has gone on must not call them back.
      const now: SnapshotSearch = router.latestLocation.search
      if (now.of !== of) return
      void navigate({ search: (known) => ({ ...known, ...patch }), replace: options.replace === true })
    },
    [router, navigate, of],
  )
  const describe = (id: string): ReactNode => (
    <SnapshotTask id={id} error={dag?.rootCauses.find((cause) => cause.id === id)?.error} />
  )
  return (
    <StillContext value={{ at: takenAt, describe }}>
      <LoadedGraph columns={graph} search={search} onSearch={onSearch} />
    </StillContext>
  )
}
