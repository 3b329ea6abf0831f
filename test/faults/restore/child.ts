// Run by killed.ts: restores a backup, or starts the gateway that was restored, and kills itself hard at the step that it was told.
import { moving } from '../../../gateway/start/moving.ts'
import { serve } from '../../../gateway/start/serve.ts'
import { logTo } from '../../../gateway/watch/log.ts'
import { bulla } from '../../support/command-line.ts'

const [what = '', folder = '', step = '', backup = ''] = process.argv.slice(2)
const die = (where: string) => {
  if (where === step) process.kill(process.pid, 'SIGKILL')
}

if (what === 'restore') await restore()
else await firstStart()
// What was to die somewhere may have come through.
process.exit(3)

async function restore(): Promise<void> {
  const { restoreNote, openStopped, copyRows, compareRows, openParts } = moving
  let opened = 0
  Object.assign(moving, {
    restoreNote(...of: Parameters<typeof restoreNote>) {
      const note = restoreNote(...of)
      return {
        ...note,
        async write(text: string) {
          const isOver = text.includes('"restored"')
          die(isOver ? 'everything is back' : 'nothing is touched')
          await note.write(text)
          die(isOver ? 'it is noted that everything is back' : 'it is noted that it goes on')
        },
      }
    },
    async openStopped(...of: Parameters<typeof openStopped>) {
      opened += 1
      if (opened === 2) die('the store of before is put aside')
      return openStopped(...of)
    },
    async copyRows(...[from, to, told]: Parameters<typeof copyRows>) {
      await copyRows(from, to, (table, rows) => {
        if (table === 'messages') die('in the midst of the rows')
        told?.(table, rows)
      })
      die('the rows are back')
    },
    async compareRows(...of: Parameters<typeof compareRows>) {
      const found = await compareRows(...of)
      die('the rows are compared')
      return found
    },
    async openParts(...of: Parameters<typeof openParts>) {
      die('the memory of the log is put aside')
      const parts = await openParts(...of)
      return {
        ...parts,
        async size(sha256: string) {
          die('in the midst of the parts')
          return parts.size(sha256)
        },
      }
    },
  })
  const { err } = await bulla(folder, ['restore', backup, '--folder', folder, '--replace'])
  process.stderr.write(err)
}

/** Each step of what comes after a restore is a line of the log, written once the step is on disk. */
async function firstStart(): Promise<void> {
  const log = logTo('info', {
    write(line: string) {
      if (line.includes(`"event":"${step}"`)) process.kill(process.pid, 'SIGKILL')
      return true
    },
    flush: () => undefined,
  })
  await serve(folder, { log })
  await new Promise((resolve) => setTimeout(resolve, 60_000))
}
