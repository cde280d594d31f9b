import type { Step } from './local-mongo.ts'
import { downloadedMongod } from './steps/downloaded-mongod.ts'
import { givenUri } from './steps/given-uri.ts'
import { secantusPython } from './steps/secantus-python.ts'
import { secantusRust } from './steps/secantus-rust.ts'
import { systemMongod } from './steps/system-mongod.ts'

/** The ways to come by a server, in the order in which they are tried. */
export const steps: readonly Step[] = [givenUri, systemMongod, downloadedMongod, secantusRust, secantusPython]
