// `bulla evidence`: the proof of one message, and the whole store held against its log.
import { resolve } from 'node:path'
import type { Client } from '../../../client/client.ts'
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import { writeDurably } from '../../../disk/durable.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, number, operand } from '../program/command.ts'
import { done, failed, type Progress } from '../program/desk.ts'
import { demandNew } from '../program/download.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

export const evidenceProof: Command = {
  usage: 'evidence proof <message>',
  summary: 'write the proof that a message stands in our evidence log (C2SP tlog-proof)',
  details: `Whoever has the proof, the entry, and the log key of our card can check it with any tool that follows C2SP, without
    asking us. The entry is a salted commitment; --json gives the record and the salt that it was made from.`,
  options: [
    { flags: '--out <file>', describe: 'file to write instead of standard output; one that is there stays' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: [
    'bulla evidence proof 01931f6e-7c2a-7a10-8f2e-3b5d90c4a222 --out message.tlog-proof',
    'bulla evidence proof 01931f6e-7c2a-7a10-8f2e-3b5d90c4a222 --json',
  ],
  async run(words, desk) {
    const given = words.text('out')
    const file = given === undefined ? undefined : resolve(desk.cwd, given)
    if (file !== undefined) await demandNew(file)
    return withDoor(words, desk, async (door) => {
      const found = await door.operator.proof(operand(words, 0))
      const proof = found['proof']
      if (typeof proof !== 'string') throw refused('the gateway answered without a proof')
      if (file === undefined) desk.say(proof.replace(/\n$/, ''))
      else {
        await writeDurably(file, proof, { mode: 0o644, fresh: true })
        desk.say(`${file}: message ${plain(found['message'])} is entry ${plain(found['index'])} of our log`)
      }
      desk.note(`hint: it proves the entry ${plain(found['entry'])}; --json gives record and salt`)
      return done({ ...found, ...(file !== undefined && { file }) })
    })
  },
}

export const evidenceCheck: Command = {
  usage: 'evidence check',
  summary: 'hold everything the store keeps against the evidence log; ends with 1 when anything does not fit',
  details: `Each entry must be the commitment to its record, each statement and receipt the one that was recorded, and the tree
    the one that partners have cosigned. The gateway goes on working meanwhile. It checks the newest thousand at each start.
    A number after the newest entry is refused: where this installation gave it out itself, entries are missing.`,
  options: [
    { flags: '--after <n>', describe: 'begin after this entry (default 0: all of it)' },
    { flags: '--limit <n>', describe: 'entries asked for at once (default 1000, at most 10000)' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: ['bulla evidence check', 'bulla evidence check --after 250000 --json'],
  async run(words, desk) {
    const after = number(words, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0
    const limit = number(words, 'limit', 1, 10_000) ?? 1000
    let progress: Progress | undefined
    try {
      const { checked, size, faults } = await withDoor(words, desk, (door) =>
        checkAll(door, { after, limit }, (count, total) => {
          progress ??= desk.progress('evidence', total, 'entries')
          progress.advance(count)
        }),
      )
      progress?.finish()
      progress = undefined
      for (const { seq, found } of faults.slice(0, mostShown)) desk.say(`entry ${plain(seq)}: ${plain(found)}`)
      if (faults.length > mostShown) desk.say(`… and ${faults.length - mostShown} more; --json shows all`)
      desk.say(`${checked} of ${size} entries checked, ${faults.length} faults`)
      if (faults.length > 0)
        desk.note(
          'hint: keep the data folder as it is, and take a copy before anything else',
          'hint: docs/operations.md says under log.alarm what to do; bundles exported earlier and the receipts of partners still prove what was',
        )
      return (faults.length > 0 ? failed : done)({ checked, size, faults })
    } finally {
      progress?.finish()
    }
  },
}

const mostShown = 100

/** Page after page until the gateway says that it was the last one. */
async function checkAll(
  door: Client,
  { after, limit }: { after: number; limit: number },
  advance: (count: number, total: number) => void,
): Promise<{ checked: number; size: number; faults: JsonObject[] }> {
  const faults: JsonObject[] = []
  let checked = 0
  for (let from = after; ; ) {
    const page = await door.operator.checkEvidence({ after: from, limit })
    const [count, last, size] = [Number(page['checked']), Number(page['last']), Number(page['size'])]
    if (Array.isArray(page['faults'])) faults.push(...page['faults'].filter(isJsonObject))
    checked += count
    advance(count, Math.max(size - after, 0))
    if (page['done'] === true) return { checked, size, faults }
    if (!(last > from))
      throw refused(`the gateway does not go on after entry ${from}, and does not say that it is done`)
    from = last
  }
}
