import type { TaskDetail } from '../../api/wire.ts'
import { JsonView } from '../../components/json/json-view.tsx'
import { useSession } from '../../session.ts'
import { writeCurl, writeFactoryCall } from './copy-as.ts'

interface TaskJsonProps {
  readonly detail: TaskDetail
  /** What is shown of the task, in extended JSON. */
  readonly value: unknown
  readonly label: string
}

/** A part of a task, with what the task as a whole can be copied as. */
export function TaskJson({ detail, value, label }: TaskJsonProps) {
  const { base } = useSession()
  return (
    <JsonView
      value={value}
      label={label}
      writings={[
        { name: 'curl', write: () => writeCurl(base, detail.task.id) },
        { name: 'TypeScript', write: () => writeFactoryCall(detail) },
      ]}
    />
  )
}
