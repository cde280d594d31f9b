import { behaviourOn } from './vitest.behaviour.ts'

export default behaviourOn('standalone')
