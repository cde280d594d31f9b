import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'

import type { Stats } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel, PanelBoundary } from '../../components/error-panel.tsx'
import { IndexNotice } from '../../components/index-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { seriesWindows, type OverviewSearch } from '../../router/search.ts'
import { useSession } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { TypesTable } from '../system/types-page.tsx'
import { ActiveDags } from './active-dags.tsx'
import { Attention } from './attention.tsx'
import { Charts } from './charts.tsx'
import { Tiles } from './tiles.tsx'

import styles from './overview.module.css'

/** `/`: how much there is of everything, how fast it goes, and what needs somebody. */
export function OverviewPage() {
  const search = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const { queries } = useSession()
  const { data: stats, error, refetch } = useQuery(queries.stats())
  const { data: types = [] } = useQuery(queries.types())
  const onSearch = (patch: OverviewSearch): void =>
    void navigate({ search: (known) => ({ ...known, ...patch }) })
  usePageTitle(titleOf(stats))
  if (stats === undefined) {
    if (error === null) return <Skeleton label="The overview is being read" />
    return <ErrorPanel error={error} what="The overview" onRetry={() => void refetch()} />
  }
  if (Object.keys(stats.counts).length === 0 && types.length === 0) return <NothingYet />
  return (
    <>
      <PageHeader
        title="Overview"
        actions={<Scope search={search} types={types.map(({ name }) => name)} onSearch={onSearch} />}
      />
      <div className={styles['page']}>
        {stats.needsIndexes && <IndexNotice what="by state, or to group their failures," />}
        <PanelBoundary what="The counts">
          <Tiles stats={stats} />
        </PanelBoundary>
        <PanelBoundary what="The charts">
          <Charts window={search.w ?? '1h'} type={search.type ?? ''} />
        </PanelBoundary>
        <div className={styles['halves']}>
          <PanelBoundary what="What needs attention">
            <Attention stats={stats} />
          </PanelBoundary>
          <PanelBoundary what="The active DAGs">
            <ActiveDags />
          </PanelBoundary>
        </div>
        <PanelBoundary what="The types">
          <section className={styles['panel']} aria-labelledby="types-title">
            <h2 id="types-title" className={styles['panelTitle']}>
              <Link to="/types">Types</Link>
            </h2>
            <TypesTable types={types} />
          </section>
        </PanelBoundary>
      </div>
    </>
  )
}

function titleOf(stats: Stats | undefined): string {
  const failed = stats?.counts.failed ?? 0
  return failed > 0 ? `${failed} failed · Overview` : 'Overview'
}

interface ScopeProps {
  readonly search: OverviewSearch
  readonly types: readonly string[]
  readonly onSearch: (patch: OverviewSearch) => void
}

/** Which time and which type the charts are about. */
function Scope({ search, types, onSearch }: ScopeProps) {
  return (
    <>
      <select
        aria-label="Type"
        className={styles['select']}
        value={search.type ?? ''}
        onChange={(event) => onSearch({ type: event.target.value === '' ? undefined : event.target.value })}
      >
        <option value="">Every type</option>
        {types.map((type) => (
          <option key={type}>{type}</option>
        ))}
      </select>
      <div role="group" aria-label="Time" className={styles['windows']}>
        {seriesWindows.map((window) => (
          <button
            key={window}
            type="button"
            aria-pressed={window === (search.w ?? '1h')}
            className={styles['window']}
            onClick={() => onSearch({ w: window === '1h' ? undefined : window })}
          >
            {window}
          </button>
        ))}
      </div>
    </>
  )
}

const firstTask = `const Hello = defineTask({ name: 'hello', schema: z.object({ to: z.string() }) })
const loom = await connect({ uri, database: 'shop' })
await loom.push(Hello({ to: 'world' }))`

function NothingYet() {
  return (
    <EmptyState title="There are no tasks yet">
      <p>Push the first one, and its counts, charts and DAG appear here:</p>
      <pre className={styles['snippet']}>{firstTask}</pre>
    </EmptyState>
  )
}
