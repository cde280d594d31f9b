import { inject } from 'vitest'

/** The server of the tests. */
export const mongoUri = inject('mongoUri')
