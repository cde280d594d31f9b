import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, TriangleAlert, type LucideIcon } from 'lucide-react'

import { toFailure } from '../../api/failure.ts'
import { keys } from '../../api/keys.ts'
import type { Health } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PlainTable, type PlainColumn } from '../../components/plain-table.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { RelativeTime } from '../../components/time.tsx'
import { WithCode } from '../../components/with-code.tsx'
import { formatCount } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import { useSession } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { useMay } from '../../shell/use-config.ts'

import text from '../../components/text.module.css'
import styles from './health.module.css'

/** `/health`: what is wrong and how to put it right, the indexes, and the inspector's own reads. */
export function HealthPage() {
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.health())
  usePageTitle('Health')
  if (data === undefined && error !== null) {
    return <ErrorPanel error={error} what="The health" onRetry={() => void refetch()} />
  }
  return (
    <>
      <PageHeader title="Health" />
      {data === undefined ? (
        <Skeleton label="The health is being read" />
      ) : (
        <div className={styles['page']}>
          {data.status === 'down' && <Diagnosis health={data} />}
          <Checks checks={data.checks} />
          <Indexes indexes={data.indexes} />
          <Queries queries={data.queries} />
        </div>
      )}
    </>
  )
}

function Diagnosis({ health }: { readonly health: Health }) {
  return (
    <section className={styles['diagnosis']} aria-labelledby="diagnosis-title">
      <h2 id="diagnosis-title">The database cannot be reached</h2>
      {health.since !== undefined && (
        <p>
          Since <RelativeTime time={health.since} />
        </p>
      )}
      {health.error !== undefined && <p className={styles['error']}>{health.error}</p>}
      {health.cause !== undefined && <p>{health.cause}</p>}
    </section>
  )
}

const looks: Readonly<
  Record<Health['checks'][number]['severity'], { readonly Icon: LucideIcon; readonly word: string }>
> = {
  ok: { Icon: CircleCheck, word: 'In order' },
  warning: { Icon: TriangleAlert, word: 'Warning' },
  error: { Icon: CircleAlert, word: 'Error' },
}

const order = ['error', 'warning', 'ok'] as const

function writeCheck({ name, severity, text: finding, fix }: Health['checks'][number]) {
  const { Icon, word } = looks[severity]
  return (
    <li key={name} className={styles['check']} data-severity={severity}>
      <Icon size={16} role="img" aria-label={word} />
      <div>
        <strong>{name}</strong>
        <p>
          <WithCode text={finding} />
        </p>
        {fix !== undefined && (
          <p className={text['muted']}>
            <WithCode text={fix} />
          </p>
        )}
      </div>
    </li>
  )
}

function Checks({ checks }: { readonly checks: Health['checks'] }) {
  const sorted = checks.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
  return (
    <section aria-labelledby="checks-title">
      <h2 id="checks-title" className={styles['title']}>
        Checks
      </h2>
      <ul className={styles['checks']}>
        {sorted.filter(({ severity }) => severity !== 'ok').map(writeCheck)}
      </ul>
      <ul className={styles['fine']}>{sorted.filter(({ severity }) => severity === 'ok').map(writeCheck)}</ul>
    </section>
  )
}

const indexColumns: readonly PlainColumn<Health['indexes'][number]>[] = [
  { title: 'Collection', cell: ({ collection }) => collection },
  { title: 'Index', cell: ({ name }) => <code>{name}</code> },
  { title: 'State', cell: (index) => <IndexState index={index} /> },
  {
    title: 'KB',
    isNumber: true,
    cell: ({ bytes }) => bytes !== undefined && formatCount(Math.ceil(bytes / 1_024)),
  },
  { title: 'Uses', isNumber: true, cell: ({ uses }) => uses !== undefined && formatCount(uses) },
  { title: 'Serves', cell: ({ serves = '' }) => <WithCode text={serves} /> },
]

const readColumns: readonly PlainColumn<Health['queries'][number]>[] = [
  { title: 'Read', cell: ({ name }) => name },
  { title: 'Times', isNumber: true, cell: ({ count }) => formatCount(count) },
  { title: 'p50', isNumber: true, cell: ({ p50 }) => formatDuration(p50) },
  { title: 'p95', isNumber: true, cell: ({ p95 }) => formatDuration(p95) },
  { title: 'Slowest', isNumber: true, cell: ({ slowest }) => formatDuration(slowest) },
]

function Indexes({ indexes }: { readonly indexes: Health['indexes'] }) {
  const { request, cache } = useSession()
  const may = useMay()
  const create = useMutation({
    mutationFn: () => request('createIndexes', { body: {} }),
    onSuccess: (health) => {
      cache.setQueryData(keys.health, health)
      void cache.invalidateQueries({ queryKey: keys.config })
    },
  })
  const missing = indexes.filter(({ state }) => state === 'missing').length
  const refusal = may('priority')
  return (
    <section aria-labelledby="indexes-title">
      <div className={styles['titleLine']}>
        <h2 id="indexes-title" className={styles['title']}>
          Indexes
        </h2>
        {missing > 0 && (
          <Button
            disabled={refusal !== undefined || create.isPending}
            title={refusal}
            onClick={() => create.mutate()}
          >
            {create.isPending ? 'Creating' : `Create the ${missing} missing`}
          </Button>
        )}
      </div>
      {create.error !== null && (
        <p role="alert" className={text['danger']}>
          {toFailure(create.error).message}
        </p>
      )}
      <PlainTable
        label="Indexes"
        rows={indexes}
        idOf={({ collection, name }) => `${collection} ${name}`}
        columns={indexColumns}
      />
    </section>
  )
}

function IndexState({ index: { state, isOptional } }: { readonly index: Health['indexes'][number] }) {
  const isBad = state === 'different' || (state === 'missing' && !isOptional)
  return (
    <span className={isBad ? text['danger'] : undefined}>
      {state}
      {state === 'missing' && isOptional && ', optional'}
    </span>
  )
}

function Queries({ queries }: { readonly queries: Health['queries'] }) {
  if (queries.length === 0) return null
  return (
    <section aria-labelledby="queries-title">
      <h2 id="queries-title" className={styles['title']}>
        The inspector’s own reads
      </h2>
      <PlainTable label="Reads" rows={queries} idOf={({ name }) => name} columns={readColumns} />
    </section>
  )
}
