import type { $ZodType } from 'zod/v4/core'

/** A schema of zod 4, or of its mini variant. A name of its own, for messages that can be read. */
export interface ZodSchema extends $ZodType {}
