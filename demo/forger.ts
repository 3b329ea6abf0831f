// The last act of the full story: somebody who may write to the database of XA makes terms looser that have run out, and comes to nothing.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import type { Administration } from './administration.ts'
import { dayFromNow } from './full-papers.ts'
import type { Nodes } from './nodes.ts'
import { purpose } from './papers.ts'
import { deskOf, type Parties } from './parties.ts'
import { denialOf, said } from './reading.ts'
import type { Story } from './story.ts'

/** A message of XB whose terms have run out, and the amendment that ended them. */
export interface Recalled {
  readonly message: string
  readonly amendment: string
  /** Last day, as the amendment says. */
  readonly until: string
}

interface Scene {
  readonly xa: Administration
  /** Undefined where XA keeps its store in a file. */
  readonly servers: Nodes | undefined
  readonly desk: Parties['xa']
  readonly of: string
}

export async function forge({ xa, servers, desk, of }: Scene, recalled: Recalled, story: Story): Promise<void> {
  story.act('The forger')
  const { message, amendment, until } = recalled
  const later = dayFromNow(3650)
  await edit(
    { xa, servers },
    `update messages set statement = replace(statement, '${until}', '${later}') where id = '${amendment}'`,
  )
  story.say('a forger', `writes to the database of XA that the answer may be read until ${later}, not until ${until}`)
  const ask = { purpose, matter: of, reader: 'M. Calder' }
  const read = await denialOf(deskOf(desk), desk.officer.messages.release(message, ask))
  story.check(`XA reads the answer under the edited terms: refused (${said(read)})`, read.code === 'store-altered')
  story.check('XA is not ready any more, and says so: the alarm is raised', await alarmed(desk))
  const again = await denialOf(deskOf(desk), desk.officer.messages.release(message, ask))
  story.check(`XA gives out nothing until somebody has looked at it (${said(again)})`, again.status === 503)
}

async function edit({ xa, servers }: Pick<Scene, 'xa' | 'servers'>, sql: string): Promise<void> {
  if (servers) {
    await servers.sql('XA', sql)
    return
  }
  const database = new DatabaseSync(join(xa.folder, 'data', 'bulla.sqlite'), { timeout: 5_000 })
  database.exec(sql)
  database.close()
}

/** Whichever node raised it. */
async function alarmed({ officer }: Parties['xa']): Promise<boolean> {
  for (let round = 0; round < 100; round += 1) {
    const { status, body } = await officer.request({ method: 'GET', path: '/readyz' })
    for await (const _ of body);
    if (status === 503) return true
    await pause(50)
  }
  return false
}
