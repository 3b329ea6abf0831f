// Run by disk-order.test.ts: writes one bundle to the path it is given.
import { writeBundle } from '../../../gateway/bundle/write/write.ts'
import { makeCaseFile } from '../../support/case-files.ts'

await writeBundle((await makeCaseFile({ short: true })).file, process.argv[2] ?? '')
