/**
 * Tells what the script does, on standard error: standard output belongs to the command.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`Taskloom | ${text}\n`)
}
