import { direct } from '../../src/define/dependency-groups.ts'

direct('download')
