// Handing the body of a message to a named reader, and with it, where that is asked for, its items:
// one call, a decision and a record for each.
import { PassThrough } from 'node:stream'
import { canonical } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import type { BodyRelease } from '../../answers/message-answers.ts'
import { writeZip } from '../../bundle/format/zip.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, ReleaseAsk, Released } from '../../ports/doors/national.ts'
import type { Stamp } from '../../ports/submitting.ts'
import { type Admitted, type Admitting, admit, admitAgain, type Entered, enter, gone, isHere } from './admit.ts'
import { conditionsOf } from './conditions.ts'
import { coverOf } from './copies.ts'
import { decide } from './decide.ts'
import { openedBody } from './opened-body.ts'
import { formShown, type Piece, piecesOf } from './pieces.ts'
import { fileOf } from './release.ts'
import { releaseIn } from './tries.ts'

/** A call that is made for the first time, or the release that it was given before. */
type Call = { readonly stamp: Stamp | null } | { readonly again: string }

/** The body alone, to look at. @throws {Problem} as `enter` and `admit` */
export async function readBody(
  deps: Admitting,
  client: Client,
  id: string,
  ask: ReleaseAsk,
  call: Call = { stamp: null },
): Promise<BodyRelease> {
  return bodyOf(deps, client, await admitBody(deps, client, { id, ask, call }))
}

interface BodyAsk {
  readonly id: string
  readonly ask: ReleaseAsk
  readonly call: Call
}

async function admitBody(deps: Admitting, client: Client, { id, ask, call }: BodyAsk): Promise<Read> {
  const content = { what: 'body', id } as const
  if ('again' in call) {
    const admitted = await admitAgain(deps, client, content, call.again)
    const { whole, piece } = admitted
    const attempt = { client, case: whole.row.id, content: piece, ask: admitted.ask }
    return { entered: { whole, piece, attempt }, admitted }
  }
  const { attempt, ...entered } = await enter(deps, client, content, ask)
  const stamped = { ...entered, attempt: { ...attempt, stamp: call.stamp } }
  return { entered: { ...entered, attempt }, admitted: await admit(deps, client, stamped) }
}

/**
 * The body as an archive, which is a copy whatever is done with it: `message.json`, and where its
 * items are asked for all of them that may be copied now, each under its id and with its terms;
 * what may not is named there with its reason.
 * @throws {Problem} as `enter` and `admit`, where no copy of the body may leave
 */
export async function readWhole(
  deps: Admitting,
  client: Client,
  id: string,
  { items, ...asked }: ReleaseAsk & { readonly items: boolean },
  call: Call = { stamp: null },
): Promise<Released> {
  const ask = { ...asked, ...(items && { archived: true }) }
  const read = await admitBody(deps, client, { id, ask, call })
  const { entered } = read
  const { release } = read.admitted
  const body = await bodyOf(deps, client, read)
  const [, ...brought] = items ? piecesOf(entered.whole.stored, entered.piece.message) : []
  const outcomes: ItemOutcome[] = []
  for (const piece of brought) outcomes.push(await outcomeOf(deps, client, { ...entered, piece }, release))
  const said = items ? { ...body, items: outcomes.map(({ says }) => says) } : body
  const octets = canonical(said as unknown as JsonObject)
  const { whole, piece: message } = entered
  const named = entered.attempt.ask
  const archive = new PassThrough()
  const at = new Date(deps.world.now())
  writeZip(archive, at, async (zip) => {
    const { obligations } = body
    const cover = coverOf(
      { whole, piece: message, client, ask: named, obligations, file: { sha256: sha256Hex(octets) } },
      at,
    )
    zip.add('TERMS.txt', cover)
    zip.add('message.json', octets)
    for (const { piece, says, file, obligations: observed } of outcomes) {
      if (!file) continue
      zip.add(`terms/${says.item}.txt`, coverOf({ whole, piece, client, ask: named, obligations: observed, file }, at))
      await zip.addStream(`items/${says.item}`, file.content())
    }
  }).catch((error: unknown) => archive.destroy(error as Error))
  const { obligations } = body
  return { name: `${id}.zip`, mediaType: 'application/zip', obligations, release, content: () => archive }
}

interface ItemOutcome {
  readonly piece: Piece
  readonly obligations: readonly string[]
  readonly says: JsonObject & { readonly item: string }
  readonly file?: ReturnType<typeof fileOf>
}

/** What one call gives has one release; an item that it was given before is not decided on anew. */
async function outcomeOf(deps: Admitting, client: Client, entered: Entered, release: string): Promise<ItemOutcome> {
  const { piece, whole, attempt } = entered
  const item = piece.id
  const before = releaseIn(whole.evidence, { client, content: piece, release })
  try {
    const admitted = before
      ? await admitAgain(deps, client, piece, release)
      : await admit(deps, client, { ...entered, attempt: { ...attempt, release } })
    const file = fileOf(deps, client, admitted)
    const { name, mediaType, bytes, sha256 } = file
    const obligations = [...admitted.obligations, ...(await conditionsOf(deps, admitted))]
    return { piece: entered.piece, obligations, says: { item, name, mediaType, bytes, sha256, obligations }, file }
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'log-behind' || error.code === 'store-altered') throw error
    const { code, message: detail, paragraph } = error
    return {
      piece: entered.piece,
      obligations: [],
      says: { item, denied: { code, detail, ...(paragraph !== undefined && { paragraph }) } },
    }
  }
}

async function bodyOf(deps: Admitting, client: Client, { entered, admitted }: Read): Promise<BodyRelease> {
  const { whole, piece, allowed } = admitted
  const opened = await openedBody(deps, allowed)
  if (!opened) throw gone(piece)
  const { form, names } = opened.content
  return {
    message: piece.id,
    case: whole.row.id,
    type: piece.message.type,
    body: formShown(piece.message, form),
    names: namesTold(deps, client, { entered, admitted }, names),
    terms: admitted.decided.terms,
    obligations: [...admitted.obligations, ...(await conditionsOf(deps, admitted))],
  }
}

interface Read {
  readonly entered: Entered
  readonly admitted: Admitted
}

/** A name is content of its item: it is told to whoever may read that, by the same question. */
function namesTold(
  deps: Admitting,
  client: Client,
  { entered: { attempt }, admitted: { whole, piece } }: Read,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const told = piecesOf(whole.stored, piece.message).flatMap((each): [string, string][] => {
    const name = each.what === 'item' ? names[each.id] : undefined
    if (name === undefined || !isHere(whole, each)) return []
    const { decision } = decide(deps, whole, each, { by: client, ask: attempt.ask })
    // What takes a use of a permission away takes a release of the item.
    return decision.verdict === 'allow' && decision.limited.length === 0 ? [[each.id, name]] : []
  })
  return Object.fromEntries(told)
}
