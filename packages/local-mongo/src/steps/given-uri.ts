import type { LocalMongo, Step, StepOutcome, StepRequest } from '../local-mongo.ts'
import { inspectServer, type ServerFacts } from '../server/inspect-server.ts'

/** How long a server that the user named may take to answer. */
const answerMilliseconds = 5_000

/** `MONGODB_URI` names a server that cannot be used: a mistake to be told, not to be worked around. */
export class GivenServerUnreachable extends Error {
  override readonly name = 'GivenServerUnreachable'

  constructor(uri: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(
      `MONGODB_URI is set to ${withoutPassword(uri)}, but no usable MongoDB server answers there: ${why}. ` +
        'Start that server, correct MONGODB_URI, or unset it to have a server started for you.',
      { cause },
    )
  }
}

/** Step 1: the server that `MONGODB_URI` names. */
export const givenUri: Step = {
  kind: 'given',
  title: 'MONGODB_URI',
  async attempt({ environment, topology, startMilliseconds, home }: StepRequest): Promise<StepOutcome> {
    const uri = environment['MONGODB_URI']
    if (!uri) return { refused: 'it is not set', absent: true }
    if (home !== undefined)
      return { refused: 'a server that can be stopped and started again is needed here' }
    const facts = await inspect(uri, Math.min(answerMilliseconds, startMilliseconds))
    if (topology !== undefined && topology !== facts.topology) {
      return { refused: `it names a ${facts.topology}, and a ${topology} is needed here` }
    }
    return { found: givenServer(uri, facts) }
  },
}

async function inspect(uri: string, timeoutMilliseconds: number): Promise<ServerFacts> {
  try {
    return await inspectServer({ uri, timeoutMilliseconds })
  } catch (error) {
    throw new GivenServerUnreachable(uri, error)
  }
}

async function leaveAlone(): Promise<void> {}

function givenServer(uri: string, { version, topology }: ServerFacts): LocalMongo {
  return {
    uri,
    kind: 'given',
    description: `MONGODB_URI (${withoutPassword(uri)}), version ${version}, ${topology}`,
    stop: leaveAlone,
    [Symbol.asyncDispose]: leaveAlone,
  }
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//…@')
}
