// `bulla client rotate`: another token or certificate for a client, while the one before still
// does.
import { openDirectory } from '../../../config/directory.ts'
import { dayMs } from '../../../crypto/instants.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, operand, type Words } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import {
  certificateOption,
  demandUnused,
  newSecret,
  savedToken,
  saveOption,
  sayToken,
  unknownClient,
  untilOption,
} from './clients.ts'

const overlap = { days: 7, most: 90 }

export const clientRotate: Command = {
  usage: 'client rotate <id>',
  summary: 'give a client another token or certificate; the one before does as well for some days',
  details: `The new one does within two seconds. Both do until the overlap ends, so that a system takes the new one over when it
suits; rotated again meanwhile, the oldest does no more. With --overlap 0 the one before ends at once: that is for a token that
somebody else may hold.`,
  options: [
    {
      flags: '--overlap <days>',
      describe: `how long the one before still does, in days (0 to ${overlap.most}; ${overlap.days} without it)`,
    },
    saveOption,
    certificateOption,
    untilOption,
  ],
  examples: [
    'bulla client rotate declarations --save declarations-2027.token',
    'bulla client rotate officer-17 --overlap 0',
    'bulla client rotate monitoring --certificate monitoring-2027.pem --overlap 30',
  ],
  async run(words, desk) {
    const [id, days] = [operand(words, 0), overlapOf(words)]
    const { token, secret } = await newSecret(words, desk)
    const directory = openDirectory(desk.folder)
    const there = await directory.listClients()
    const old = there.find((client) => client.id === id)
    if (!old) throw refused(...(await unknownClient(id, desk)))
    demandUnused(secret, there)
    const saved = token === undefined ? undefined : await savedToken(token, words, desk)
    const overlapEnds = days === 0 ? undefined : new Date(desk.now() + days * dayMs).toISOString()
    if (!(await directory.setClientSecret(id, secret, overlapEnds))) throw refused(...(await unknownClient(id, desk)))
    const formerUntil = (await directory.listClients()).find((client) => client.id === id)?.former?.until
    desk.say(
      formerUntil === undefined
        ? `client ${id} comes in by the new one alone within two seconds`
        : `client ${id} comes in by the new one within two seconds, and by the one before until ${formerUntil}`,
    )
    if (old.former && Date.parse(old.former.until) > desk.now())
      desk.say('The one before that, which still did, does no more.')
    sayToken(token, saved, desk)
    const told = saved !== undefined ? { saved } : token !== undefined ? { token } : {}
    return done({ id, ...secret, ...(formerUntil !== undefined && { formerUntil }), ...told })
  },
}

function overlapOf(words: Words): number {
  const given = words.text('overlap') ?? String(overlap.days)
  if (/^[0-9]{1,2}$/.test(given) && Number(given) <= overlap.most) return Number(given)
  throw wrongUse(`--overlap is a number of days from 0 to ${overlap.most}; found ${JSON.stringify(given)}`)
}
