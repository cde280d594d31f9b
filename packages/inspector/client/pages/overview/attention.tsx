import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'

import { priorityWords } from '../../../shared/filter/filter-fields.ts'
import { printText } from '../../../shared/filter/print-text.ts'
import { askFor } from '../../actions/action-request.ts'
import type { Stats } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { Elapsed, RelativeTime } from '../../components/time.tsx'
import { formatCapped } from '../../format/count.ts'
import { useMay } from '../../shell/use-config.ts'

import styles from './overview.module.css'

/** Errors by what they have in common, types that nobody works on, and priorities that are passed over. */
export function Attention({ stats: { errors, withoutWorker, starving } }: { readonly stats: Stats }) {
  const may = useMay()
  const refusal = may('retry')
  return (
    <section className={styles['panel']} aria-labelledby="attention-title">
      <h2 id="attention-title" className={styles['panelTitle']}>
        Needs attention
      </h2>
      {errors.length + withoutWorker.length + starving.length === 0 && (
        <p className={styles['calm']}>
          <CircleCheck size={16} aria-hidden /> Nothing does.
        </p>
      )}
      <ul>
        {withoutWorker.map((type) => (
          <WithoutWorker key={type.name} type={type} />
        ))}
        {starving.map((one) => (
          <Starving key={`${one.priority} ${one.name}`} {...one} />
        ))}
        {errors.map((error) => (
          <li key={error.fingerprint} className={styles['item']}>
            <div className={styles['itemText']}>
              <Link
                to="/tasks"
                search={{ q: `fingerprint:${printText(error.fingerprint)}` }}
                className={styles['message']}
              >
                {error.message}
              </Link>
              <p className={styles['muted']}>
                {formatCapped(error.count)} of {error.name}, last <RelativeTime time={error.lastAt} />, first{' '}
                <RelativeTime time={error.firstAt} />
              </p>
            </div>
            <Button
              disabled={refusal !== undefined}
              title={refusal}
              onClick={() =>
                askFor({
                  kind: 'retry',
                  target: { filter: `state:failed fingerprint:${printText(error.fingerprint)}` },
                  subject: error.message,
                })
              }
            >
              Retry
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function WithoutWorker({ type: { name, ready } }: { readonly type: Stats['withoutWorker'][number] }) {
  const q = `state:ready type:${printText(name)}`
  return (
    <li className={styles['item']}>
      <div>
        <Link to="/tasks" search={{ q }} className={styles['inText']}>
          {formatCapped(ready)} ready
        </Link>
        , and no worker takes <strong>{name}</strong>
      </div>
    </li>
  )
}

function Starving({ name, priority, ready, oldestReadyAt }: Stats['starving'][number]) {
  const word = Object.keys(priorityWords)[priority - 1]
  return (
    <li className={styles['item']}>
      <div>
        <Link
          to="/tasks"
          search={{ q: `state:ready type:${printText(name)} prio:${word}`, sort: 'updated' }}
          className={styles['inText']}
        >
          {formatCapped(ready)} ready
        </Link>{' '}
        of <strong>{name}</strong> at {word} priority, the oldest for <Elapsed from={oldestReadyAt} />, while
        higher ones ran
      </div>
    </li>
  )
}
