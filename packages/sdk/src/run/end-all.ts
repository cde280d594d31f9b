/**
 * Ends one thing after the other, also when one of them fails: a database that is gone must not keep the
 * rest open. Rejects with the first failure, after all of them.
 */
export async function endAll(ends: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends) {
    try {
      await end()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
