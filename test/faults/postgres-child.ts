// Run by postgres.test.ts: a node that submits without end, until it is stopped or killed.
import { writeSync } from 'node:fs'
import { openPostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { newPartner, submitOne } from '../contracts/store-rows.ts'

const store = await openPostgresStore({ url: process.argv[2] ?? '', pool: 2, timeoutMs: 1500 })
writeSync(1, 'open\n')
for (;;) await submitOne(store, newPartner()).catch(() => undefined)
