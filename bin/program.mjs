// The program behind bulla.mjs, which has seen that this Node will do.
import '../scripts/quick-loading.mjs'

const { managerOf } = await import('../adapters/systemd/notify.ts')
const { run } = await import('../gateway/cli/program/bulla.ts')
const { processSurroundings } = await import('../gateway/cli/program/surroundings.ts')

// Who reads our lines may stop reading, as `head` does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1))
const manager = managerOf(process.env, (why) => process.stderr.write(`bulla: ${why}\n`))
// What reads keys is loaded by whoever needs one.
const readKeys = async (...asked) => (await import('../adapters/keys/renewing.ts')).readKeysInForce(...asked)
const exit = await run(process.argv.slice(2), processSurroundings({ readKeys, manager }))
// Ends when all is written, whatever a command that failed half-way has left open.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exit)))
