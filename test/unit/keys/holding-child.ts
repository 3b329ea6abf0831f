// Run by racing.test.ts: takes a lock, says so, and keeps it until it is killed.
import { alone } from '../../../disk/alone.ts'

await alone(
  process.argv[2] ?? '',
  'the first',
  async () => {
    process.stdout.write('held\n')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  },
  0,
)
