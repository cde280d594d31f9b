import type { LocalMongo } from '@taskloom/local-mongo'
import { probeSpeed } from '@taskloom/local-mongo'
import { MongoClient } from 'mongodb'

/** What the bench says of its server, and what the sizes follow. */
export interface BenchServer {
  readonly description: string
  readonly isSlow: boolean
  readonly isStandIn: boolean
}

export async function describeServer(mongo: LocalMongo): Promise<BenchServer> {
  const { speed, description } = await probeSpeed(mongo.uri)
  return {
    description: `${mongo.description}; ${description}`,
    isSlow: speed === 'slow',
    isStandIn: await isStandIn(mongo.uri),
  }
}

/** SecantusDB says who it is, also where it is the server that was given. */
async function isStandIn(uri: string): Promise<boolean> {
  const client = new MongoClient(uri)
  try {
    const information = await client.db('admin').command({ buildInfo: 1 })
    return 'secantusVersion' in information
  } finally {
    await client.close()
  }
}
