// A copy that leaves the gateway: the octets as they were filed, and beside them, in the reader's
// language, the terms that go with them.

import { PassThrough } from 'node:stream'
import { utf8 } from '../../../crypto/octets.ts'
import { writeZip } from '../../bundle/format/zip.ts'
import { shortened } from '../../model/profile/item-name.ts'
import type { Client, Released } from '../../ports/doors/national.ts'
import { copyText } from '../../words/copy.ts'
import { handlingText } from '../../words/projection/handling.ts'
import { termsText } from '../../words/terms/text.ts'
import type { Admitting } from './admit.ts'
import type { Ask, WholeCase } from './decide.ts'
import type { Piece } from './pieces.ts'

interface CopiedFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** Of the octets, hex. */
  readonly sha256: string
  content(): AsyncIterable<Uint8Array>
}

interface Copy {
  readonly whole: WholeCase
  readonly piece: Piece
  /** Who asked, and for whom. */
  readonly client: Pick<Client, 'id' | 'person'>
  readonly ask: Ask
  readonly obligations: readonly string[]
  readonly file: CopiedFile
  readonly release: string
}

/**
 * An archive of two files. The octets of the content are untouched; what binds them stands beside
 * them.
 */
export function copyOf({ world }: Pick<Admitting, 'world'>, copy: Copy): Released {
  const { file, obligations, release } = copy
  const at = new Date(world.now())
  const name = fileName(file.name)
  const archive = new PassThrough()
  writeZip(archive, at, async (zip) => {
    zip.add(termsName, coverOf(copy, at))
    await zip.addStream(name, file.content())
  }).catch((error: unknown) => archive.destroy(error as Error))
  return { name: `${name}.zip`, mediaType: 'application/zip', obligations, release, content: () => archive }
}

/** What stands beside a copy: for whom it was made, what it is under. */
export function coverOf(
  {
    whole,
    piece,
    client,
    ask,
    obligations,
    file,
  }: Omit<Copy, 'file' | 'release'> & { readonly file: Pick<CopiedFile, 'sha256'> },
  at: Date,
): Uint8Array {
  const { language = 'en', reader: said, purpose } = ask
  // A name that nobody looked into stands there with the client that said it.
  const reader = client.person === undefined && said !== client.id ? `${said} (${client.id})` : said
  const bound = whole.folded.inForce(piece.id)
  const cover = copyText(language, {
    ...{ case: whole.row.id, content: piece.id, sha256: file.sha256, reader, purpose, obligations },
    at: at.toISOString(),
  })
  return utf8(bound ? `${cover}\n${handlingText(bound.terms, language)}\n${termsText(bound.terms, language)}` : cover)
}

const termsName = 'TERMS.txt'

/** A partner chose the name: nothing in it may lead elsewhere, or take the place of the terms. */
function fileName(name: string): string {
  const safe = shortened(name, 120)
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N} ._()-]/gu, '_')
    .replace(/^[. ]+/, '_')
    .toWellFormed()
    .replace(/[. ]+$/, '')
  if (safe === '') return 'item'
  return safe.toUpperCase() === termsName.toUpperCase() ? `_${safe}` : safe
}
