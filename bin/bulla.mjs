#!/usr/bin/env node
import '../scripts/need-node.mjs'

// After the version was looked at: what follows needs it.
await import('../scripts/quick-loading.mjs')
const { readKeysInForce } = await import('../adapters/keys/renewing.ts')
const { run } = await import('../gateway/cli/program/bulla.ts')
const { processSurroundings } = await import('../gateway/cli/program/surroundings.ts')

// Who reads our lines may stop reading, as `head` does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1))
const exit = await run(process.argv.slice(2), processSurroundings({ readKeys: readKeysInForce }))
// Ends when all is written, whatever a command that failed half-way has left open.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exit)))
