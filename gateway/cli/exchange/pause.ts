// `bulla pause`, `bulla resume`: maintenance that partners know of.
import { isJsonObject } from '../../../crypto/json.ts'
import { type Command, number } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

const mostHours = 72

export const pause: Command = {
  usage: 'pause',
  summary: 'tell partners until when this gateway is away; they keep what is for it and raise no alarm',
  details: `Our gateway must be running; stop it afterwards. It goes on as before until it stops. A partner that cannot be reached is told with
the next round. One notice is of ${mostHours} hours at most, and all of a month of seven days.`,
  options: [
    { flags: '--until <instant>', describe: 'when it is back, such as 2026-11-30T22:00:00Z' },
    { flags: '--hours <n>', describe: 'the same in hours from now (default 2)' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: ['bulla pause --hours 4', 'bulla pause --until 2026-11-30T22:00:00Z'],
  async run(words, desk) {
    const given = words.text('until')
    const hours = number(words, 'hours', 1, mostHours)
    if (given !== undefined && hours !== undefined) throw wrongUse('--until and --hours say two things', 'say one')
    const until = given === undefined ? desk.now() + (hours ?? 2) * 3_600_000 : Date.parse(given)
    if (!(until > desk.now()))
      throw wrongUse(
        `--until must be an instant to come, found ${JSON.stringify(given)}`,
        'such as --until 2026-11-30T22:00:00Z',
      )
    return withDoor(words, desk, async (door) => {
      const said = await door.operator.pause(new Date(until).toISOString())
      desk.say(`partners are told that we are away until ${plain(said['until'])}`, ...toldLines(said))
      desk.note('hint: stop the gateway; "bulla resume" when it runs again before then')
      return done(said)
    })
  },
}

export const resume: Command = {
  usage: 'resume',
  summary: 'tell partners that this gateway is back, earlier than it said',
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla resume'],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const said = await door.operator.resume()
      desk.say('partners are told that we are back', ...toldLines(said))
      return done(said)
    })
  },
}

const toldLines = (said: Record<string, unknown>): string[] =>
  table(
    ['PARTNER', 'TOLD'],
    (Array.isArray(said['partners']) ? said['partners'] : [])
      .filter(isJsonObject)
      .map((row) => [plain(row['member']), words[String(row['outcome'])] ?? plain(row['outcome'])]),
  )

const words: Readonly<Record<string, string>> = {
  told: 'yes',
  away: 'not yet: it cannot be reached, and is told with the next round',
  cannot: 'no: its version takes no notice, or it has taken as many as it may; tell its contact point',
}
