import type { MongoClient } from 'mongodb'

interface Total {
  count: number
  milliseconds: number
  longest: number
}

type Command = Readonly<Record<string, unknown>>

/** Counts the commands that drivers send and adds up how long they take: where the time of a measurement goes. */
export class CommandProfile {
  readonly #totals = new Map<string, Total>()
  readonly #targets = new Map<number, string>()

  /** Needs a client with `monitorCommands`. */
  watch(client: MongoClient): void {
    client.on('commandStarted', ({ requestId, commandName, command }) => {
      this.#targets.set(requestId, describe(commandName, command))
    })
    client.on('commandSucceeded', ({ requestId, duration }) => this.#add(requestId, duration))
    client.on('commandFailed', ({ requestId, duration }) => this.#add(requestId, duration))
  }

  /** What was counted since the last call, the costliest first, as lines for people. */
  take(): string[] {
    const totals = [...this.#totals].toSorted(([, one], [, other]) => other.milliseconds - one.milliseconds)
    this.#totals.clear()
    return totals.map(([command, { count, milliseconds, longest }]) => {
      const [sum, mean] = [Math.round(milliseconds), (milliseconds / count).toFixed(2)]
      return `${command}: ${count} × ${mean} ms = ${sum} ms, at most ${Math.round(longest)} ms`
    })
  }

  #add(requestId: number, duration: number): void {
    const command = this.#targets.get(requestId)
    this.#targets.delete(requestId)
    if (command === undefined) return
    const total = this.#totals.get(command) ?? { count: 0, milliseconds: 0, longest: 0 }
    total.count += 1
    total.milliseconds += duration
    total.longest = Math.max(total.longest, duration)
    this.#totals.set(command, total)
  }
}

/** The command, its collection, and the fields that it looks for: enough to tell the operations apart. */
function describe(name: string, command: Command): string {
  const target = command[name]
  const fields = Object.keys(filterOf(command as Readonly<Record<string, object>>)).join(', ')
  return [name, typeof target === 'string' ? target : '', fields === '' ? '' : `{${fields}}`]
    .filter((part) => part !== '')
    .join(' ')
}

function filterOf({
  filter,
  query,
  pipeline,
  updates,
}: Readonly<Record<string, object | undefined>>): object {
  const [stage] = (pipeline ?? []) as readonly { readonly $match?: object }[]
  const [update] = (updates ?? []) as readonly { readonly q?: object }[]
  return filter ?? query ?? stage?.$match ?? update?.q ?? {}
}
