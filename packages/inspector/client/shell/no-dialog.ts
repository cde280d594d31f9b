/**
 * Stands in the build for the dialog that `cmdk` brings along for its own `Command.Dialog`, which is not used: the
 * palette opens in the dialog of this client. It weighed 11 KB of the whole, gzipped.
 *
 * @module
 */
export const Root = undefined
export const Portal = undefined
export const Overlay = undefined
export const Content = undefined
