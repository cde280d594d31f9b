import { routes } from '../../../shared/routes.ts'
import type { TaskDetail } from '../../api/wire.ts'
import { quote, readValue } from '../../components/json/extended-json.ts'
import { classesOf, keyOf, writeTypeScript } from '../../components/json/write-typescript.ts'

/** A command that asks this inspector for the task. What one signs in with is not in it. */
export function writeCurl(base: string, id: string): string {
  const address = new URL(`${base}api${routes.task.path.replace(':id', encodeURIComponent(id))}`)
  address.username = ''
  address.password = ''
  return `# Where one has to sign in, add: -H "Authorization: Bearer $TOKEN" (or -u USER)
curl -sS '${address.href.replaceAll("'", '%27')}'
`
}

/** A call of the definition that makes another task like this one. */
export function writeFactoryCall({ task, payload, isPayloadHidden, redacted, ...rest }: TaskDetail): string {
  const withheld = new Set(redacted)
  const value = readValue(payload)
  const code = writeTypeScript(
    value,
    (path) => (path === '' ? isPayloadHidden : withheld.has(`payload.${path}`)),
    { path: '', indent: '  ' },
  )
  const classes = [...classesOf(value)].toSorted()
  const lines = [
    "import { Priority } from '@taskloom/sdk'",
    ...(classes.length === 0 ? [] : [`import { ${classes.join(', ')} } from 'mongodb'`]),
    '',
    `const task = ${definitionName(task.name)}(`,
    `  ${code},`,
    '  {',
    `    priority: Priority.${priorities[task.priority]},`,
    ...dependsOn(rest),
    '  },',
    ')',
    '',
  ]
  return lines.join('\n')
}

const priorities = { 1: 'LOW', 2: 'MEDIUM', 3: 'HIGH' } as const

/** The groups that it was pushed with; what it waits for since something grew has a dot in its name. */
function dependsOn({ groups, dependencies }: Pick<TaskDetail, 'groups' | 'dependencies'>): string[] {
  const lines = groups
    .filter(({ name }) => !name.includes('.'))
    .flatMap(({ name, kind }) => {
      const tasks = dependencies.filter(({ group }) => group === name).map(reference)
      if (kind !== 'one') return [`      ${keyOf(name)}: [${tasks.join(', ')}],`]
      return tasks.slice(0, 1).map((task) => `      ${keyOf(name)}: ${task},`)
    })
  return lines.length === 0 ? [] : ['    dependsOn: {', ...lines, '    },']
}

function reference({ id, task }: TaskDetail['dependencies'][number]): string {
  return task === undefined
    ? `undefined /* ${id.replaceAll('*/', '* /')} is gone */`
    : `${definitionName(task.name)}.id(${quote(id)})`
}

/** What a definition is most likely called in code: `send-letter` is `SendLetter`. */
function definitionName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const joined = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')
  return /^\p{L}/u.test(joined) ? joined : `Task${joined}`
}
