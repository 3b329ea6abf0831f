// `bulla send`: what a national system does by REST, for a person at a shell: items up, message in,
// receipt back.
import { createReadStream } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '../../../client/client.ts'
import { readAboutUs } from '../../../config/about.ts'
import { openDirectory } from '../../../config/directory.ts'
import { isJsonObject, type Json, type JsonObject, jsonText } from '../../../crypto/json.ts'
import { statIfThere } from '../../../disk/there.ts'
import type { MadeTerms } from '../../answers/directory-answers.ts'
import type { StagedItem } from '../../answers/item-answers.ts'
import type { SubmittedView } from '../../answers/message-answers.ts'
import { refused } from '../../installation/complaint.ts'
import { readGivenJson } from '../../installation/places.ts'
import { type Command, number, operand, required, type Words } from '../program/command.ts'
import { type Desk, done, failed, type Outcome, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'
import { withIds } from './body-items.ts'

export const send: Command = {
  usage: 'send <type>',
  summary: 'open a case or answer in one: uploads items, posts the message, waits for the receipt',
  details: `Every type of every profile: "bulla profile list" names them, "bulla cases next" says what a case takes now. A type that opens
a case, such as request or suspend, takes --to; every other type needs --case. Where the body names an attached item, write "@" and
its file name, as in "items": ["@invoice.pdf"]: the id it gets when it is uploaded is put there.`,
  options: [
    { flags: '--body <file>', describe: 'JSON file with the body of the message' },
    { flags: '--to <member>', describe: 'partner; enough when there is one agreement with it' },
    { flags: '--agreement <id>', describe: 'agreement under which a case is opened' },
    { flags: '--case <id>', describe: 'case to answer in' },
    { flags: '--item <kind=path>', describe: 'document as filed electronically', many: true },
    { flags: '--paper <kind=path>', describe: 'scan of a document filed on paper', many: true },
    {
      flags: '--terms <file>',
      describe: 'JSON file with terms to add to the defaults of the agreement, or to put in their place',
    },
    { flags: '--office <code>', describe: 'our office that deals with the new case (default: our contact point)' },
    { flags: '--in-reply-to <id>', describe: 'message that this one answers' },
    { flags: '--idempotency-key <key>', describe: 'key of an earlier try, so that nothing is sent twice' },
    { flags: '--wait', describe: 'wait until the verified receipt of the partner is there' },
    { flags: '--wait-seconds <n>', describe: 'how long at most (default 300)' },
    ...doorOptions,
  ],
  wants: { roles: ['submit', 'read'] },
  examples: [
    'bulla send request --to XB --body request.json --wait',
    'bulla send request --agreement xa-xb-tfa12 --body request.json --item commercial-invoice=invoice.pdf',
    'bulla send response --case 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --body response.json --item declaration=mrn.xml',
    'bulla send amend-terms --case 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --body amend.json --terms tighter.json',
    'bulla send suspend --to XB --body suspend.json',
  ],
  async run(words, desk) {
    const path = resolve(desk.cwd, required(words, 'body', 'request.json'))
    const body = await readGivenJson(path, 'the body of a message')
    if (!isJsonObject(body)) throw refused(`${path}: expected a JSON object`)
    return withDoor(words, desk, (door) => sendThrough(door, body, words, desk))
  },
}

async function sendThrough(door: Client, body: JsonObject, words: Words, desk: Desk): Promise<Outcome> {
  const type = operand(words, 0)
  const about = await whereTo(door, words, desk)
  const files = await filesOf(words, desk)
  const rows = await termsGiven(words, desk)
  const terms = files.length === 0 && rows === undefined ? undefined : await makeTerms(door, about, body, rows)
  const items: StagedItem[] = []
  for (const file of files) items.push(await upload(door, file, String(terms?.['sha256']), desk))
  const ids = new Map(files.map(({ name }, index) => [name, String(items[index]?.['item'])]))
  const inReplyTo = words.text('in-reply-to')
  const message = {
    ...('office' in about && { agreement: about.agreement, office: about.office }),
    type,
    body: withIds(body, ids),
    items: [...ids.values()],
    ...(terms && { terms: String(terms['sha256']) }),
    ...(inReplyTo !== undefined && { inReplyTo }),
  }
  const key = words.text('idempotency-key') ?? desk.id()
  const answer = await ('case' in about
    ? door.cases.send(about.case, message, { key })
    : door.cases.open(message, { key }))
  sayAlike(answer, desk)
  if (answer['draft'] !== undefined) {
    const why = answer['why'] ?? `the agreement asks for four eyes on ${type}`
    desk.say(`draft ${plain(answer['draft'])} waits for a second person: ${plain(why)}`)
    desk.note(
      `hint: nothing is sent before another person approves it: "bulla draft approve ${plain(answer['draft'])}"`,
    )
    return done({ ...answer, items })
  }
  desk.say(`case ${plain(answer['case'])}`, `message ${plain(answer['message'])} is accepted and on its way`)
  const { limit } = answer
  if (isJsonObject(limit) && limit['warning'] !== undefined) desk.note(`note: ${plain(limit['warning'])}`)
  if (!words.flag('wait')) return done({ ...answer, items })
  return awaitReceipt(door, { ...answer, items }, words, desk)
}

/** Nothing is stopped: a person decides whether it is the same matter. */
function sayAlike({ alike = [] }: SubmittedView, desk: Desk): void {
  for (const { case: id, partner, state } of alike)
    desk.note(`note: case ${plain(id)} with ${plain(partner)} is about the same declaration; it is ${plain(state)}`)
}

/** A new case, or one that is there and has its partner, agreement and office already. */
type Whereto = { readonly agreement: string } & ({ readonly office: string } | { readonly case: string })

async function whereTo(door: Client, words: Words, desk: Desk): Promise<Whereto> {
  const id = words.text('case')
  if (id !== undefined) {
    const stray = ['office', 'agreement', 'to'].find((option) => words.text(option) !== undefined)
    if (stray)
      throw wrongUse(`--${stray} does not go with --case`, 'a case has its partner, agreement and office already')
    const found = await door.cases.show(id)
    return { case: id, agreement: String(found['agreement']) }
  }
  const office = words.text('office') ?? (await readAboutUs(desk.folder)).contact.office
  const agreement = words.text('agreement') ?? (await agreementWith(required(words, 'to', 'XB'), desk))
  return { agreement, office }
}

async function agreementWith(member: string, desk: Desk): Promise<string> {
  const agreements = await openDirectory(desk.folder).listAgreements()
  const ids = agreements.filter(({ text }) => membersOf(text).includes(member)).map(({ id }) => id)
  const [only] = ids
  if (only === undefined)
    throw refused(`there is no agreement with ${member}`, 'make one with "bulla agreement new", or add theirs')
  if (ids.length > 1)
    throw wrongUse(`there are several agreements with ${member}: ${ids.join(', ')}`, 'say which by --agreement')
  return only
}

function membersOf(text: string): readonly Json[] {
  const value: Json = JSON.parse(jsonText(text))
  return isJsonObject(value) && Array.isArray(value['members']) ? value['members'] : []
}

interface GivenFile {
  readonly kind: string
  readonly path: string
  readonly name: string
  readonly form: 'electronic' | 'paper'
  readonly bytes: number
  readonly streams: boolean
}

async function filesOf(words: Words, desk: Desk): Promise<GivenFile[]> {
  const files: GivenFile[] = []
  for (const [form, option] of [
    ['electronic', 'item'],
    ['paper', 'paper'],
  ] as const) {
    for (const given of words.list(option)) {
      const [, kind, path] = /^([^=]+)=(.+)$/.exec(given) ?? []
      if (!kind || !path)
        throw wrongUse(
          `--${option} must be kind=path, found ${JSON.stringify(given)}`,
          `such as --${option} commercial-invoice=invoice.pdf`,
        )
      const found = await statIfThere(resolve(desk.cwd, path))
      if (!found) throw refused(`${path}: there is no such file; expected a document to attach`)
      if (found.isDirectory()) throw refused(`${path}: it is a folder; expected a document to attach`)
      if (found.isSocket() || found.isBlockDevice())
        throw refused(`${path}: it is a socket or a disk; expected a document to attach`)
      // A pipe, or such as /dev/null, has no length before it was read, and is read once.
      const streams = !found.isFile()
      files.push({ kind, form, path: resolve(desk.cwd, path), name: basename(path), bytes: found.size, streams })
    }
  }
  const names = files.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw wrongUse(`two items are called ${twice}; the body could not tell them apart`)
  return files
}

/** The terms of a file, as a list; undefined where none is named. */
async function termsGiven(words: Words, desk: Desk): Promise<readonly JsonObject[] | undefined> {
  const file = words.text('terms')
  if (file === undefined) return undefined
  const rows = await readGivenJson(resolve(desk.cwd, file), 'a list of terms')
  if (Array.isArray(rows) && rows.every(isJsonObject)) return rows
  throw refused(`${file}: expected a JSON list of terms, each an object with its "term"`)
}

function makeTerms(
  door: Client,
  about: Whereto,
  body: JsonObject,
  terms: readonly JsonObject[] | undefined,
): Promise<MadeTerms> {
  const { purpose, protection } = body
  const purposes = isJsonObject(purpose) && Array.isArray(purpose['codes']) ? purpose['codes'] : []
  return door.terms.make({
    agreement: about.agreement,
    ...('case' in about ? { case: about.case } : { purposes }),
    ...(isJsonObject(protection) && { protection }),
    ...(terms && { terms }),
  })
}

async function upload(door: Client, file: GivenFile, terms: string, desk: Desk): Promise<StagedItem> {
  const { kind, path, name, form, bytes, streams } = file
  const mediaType = mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'
  const progress = desk.progress(name, bytes)
  const source = streams ? createReadStream(path) : path
  try {
    return await door.items.upload({ terms, kind, form, name, mediaType, source, onSent: progress.advance })
  } finally {
    progress.finish()
  }
}

const mediaTypes: Record<string, string> = {
  '.csv': 'text/csv',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
}

const settled = new Set(['delivered', 'refused', 'expired', 'cancelled'])

type Sent = SubmittedView & { readonly items: readonly StagedItem[] }

async function awaitReceipt(door: Client, answer: Sent, words: Words, desk: Desk): Promise<Outcome> {
  const untilMs = performance.now() + (number(words, 'wait-seconds', 1, 86_400) ?? 300) * 1000
  for (;;) {
    const { delivery } = await door.messages.show(plain(answer['message']))
    const state = isJsonObject(delivery) ? String(delivery['state']) : 'unknown'
    if (isJsonObject(delivery) && settled.has(state)) {
      const why = [delivery['problem'], delivery['detail']].filter(Boolean).map(plain).join(': ')
      desk.say(
        state === 'delivered' ? `delivered; receipt ${plain(delivery['receipt'])} is verified` : `${state}: ${why}`,
      )
      return (state === 'delivered' ? done : failed)({ ...answer, delivery })
    }
    if (performance.now() > untilMs) {
      desk.note(`hint: the gateway goes on trying; look later with "bulla cases show ${plain(answer['case'])}"`)
      desk.say(`${state}: no receipt yet`)
      return failed({ ...answer, delivery: delivery ?? null })
    }
    await pause(300)
  }
}
