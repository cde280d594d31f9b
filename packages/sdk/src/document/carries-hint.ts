import { defaults } from '../defaults.ts'
import type { TaskDocument } from './task-document.ts'

/**
 * Whether a task carries the `remaining` hint. It counts successes, so it may stand for the rule only where every
 * dependency must succeed, and each is named once.
 */
export function carriesHint({
  groups,
  dependencies,
}: Pick<TaskDocument, 'groups' | 'dependencies'>): boolean {
  return (
    dependencies.length >= defaults.hintedDependencies &&
    new Set(dependencies.map(({ id }) => id)).size === dependencies.length &&
    groups.every(({ need, count, on, optional }) => need === count && on === 'success' && !optional)
  )
}
