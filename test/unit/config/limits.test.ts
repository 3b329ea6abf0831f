// Each limit of docs/protocol.md §10 is the one in the code: what a partner reads there is what it meets.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { longestChainBytes } from '../../../adapters/partner/answers.ts'
import { settings } from '../../../config/settings.ts'
import { maxCardBytes } from '../../../crypto/card/card.ts'
import { longestChain } from '../../../crypto/card/chain.ts'
import { maxHeaderBytes } from '../../../crypto/jose/compact.ts'
import { maxSealBytes } from '../../../crypto/jose/seal.ts'
import { maxRecordBytes } from '../../../crypto/log/leaf.ts'
import { maxNoteBytes, maxSignatures } from '../../../crypto/log/note.ts'
import { maxAddCheckpointBytes } from '../../../crypto/log/witness.ts'
import { maxIntroductionBytes } from '../../../crypto/statement/introduction.ts'
import { maxReceiptBytes } from '../../../crypto/statement/receipt.ts'
import { crlBounds } from '../../../crypto/x509/revoked/crl.ts'
import { maxHttpHeaderBytes } from '../../../gateway/doors/listening/listener.ts'
import { maxFrames } from '../../../gateway/flows/receiving/receive.ts'
import { clockLimits } from '../../../gateway/model/clock.ts'
import { mostUses } from '../../../gateway/profiles/use/uses/use-report.ts'

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const protocol = text('docs/protocol.md')

const units = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, seconds: 1000, second: 1000, minutes: 60_000 } as const
/** Every amount in a sentence, in octets and milliseconds; a bare number is a count. */
const amounts = (said: string): number[] =>
  [...said.matchAll(/(\d+(?: \d{3})*)¹?(?: (KiB|MiB|GiB|seconds?|minutes)\b)?/g)].map(
    ([, count = '', unit]) => Number(count.replaceAll(' ', '')) * (unit ? units[unit as keyof typeof units] : 1),
  )

const {
  MAX_ENVELOPE_BYTES,
  MAX_DELIVERY_BYTES,
  MAX_BODY_BYTES,
  MAX_ITEM_BYTES,
  MAX_BATCH_STATEMENTS,
  REQUEST_TIMEOUT_MS,
  MIN_PROGRESS_BYTES,
} = settings
const inCode: Readonly<Record<string, readonly number[]>> = {
  'statements in a seal, items of a statement': [1, MAX_BATCH_STATEMENTS.fallback, 0, 64],
  'JOSE header; seal; card; chain of cards; receipt': [
    ...[maxHeaderBytes, maxSealBytes, maxCardBytes, longestChain, longestChainBytes, maxReceiptBytes],
  ],
  'signed note and its signatures; add-checkpoint request; record': [
    ...[maxNoteBytes, maxSignatures, maxAddCheckpointBytes, maxRecordBytes],
  ],
  'frames of a delivery': [maxFrames],
  'clock ahead of ours': [clockLimits.believedMs],
  'time for a header to arrive, and least of a body in each such time': [
    ...[REQUEST_TIMEOUT_MS.fallback, MIN_PROGRESS_BYTES.fallback],
  ],
  'HTTP header': [maxHttpHeaderBytes],
  'uses in a report': [mostUses],
  'envelope; delivery with inline parts; body; item': [
    ...[MAX_ENVELOPE_BYTES.fallback, MAX_DELIVERY_BYTES.fallback, MAX_BODY_BYTES.fallback, MAX_ITEM_BYTES.fallback],
  ],
}

t.test('each row of the limits is that of the code, and the code has no other [N8]', async (t) => {
  const section = /^## 10\. Limits\n([\s\S]*?)^## /m.exec(protocol)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| ([^|]+?) \| ([^|]+?) \|$/gm)].slice(1)
  t.same(rows.map(([, what]) => what).sort(), Object.keys(inCode).sort())
  for (const [, what = '', said = ''] of rows) t.same(amounts(said), inCode[what], what)
})

t.test('what a door takes of each kind is what its route says [N8]', async (t) => {
  const route = (path: string) => new RegExp(`^\\| \`POST ${path}\` \\| ([^|]+)\\|`, 'm').exec(protocol)?.[1] ?? ''
  t.same(amounts(route('/v1/card').split('at most')[1] ?? ''), [longestChainBytes])
  t.same(amounts(route('/v1/card/rehearsal').split('at most')[1] ?? ''), [maxCardBytes])
  t.same(amounts(route('/v1/card/introduction').split('at most')[1] ?? ''), [maxIntroductionBytes])
  t.same(amounts(route('/v1/crl').split('at most')[1] ?? ''), [crlBounds.bytes, crlBounds.entries])
  const doors = text('gateway/start/doors.ts')
  for (const limit of [
    'maxChainBytes: longestChainBytes,',
    'maxCardBytes,',
    'maxIntroductionBytes,',
    'maxNoteBytes: maxAddCheckpointBytes,',
    'maxListBytes: crlBounds.bytes,',
  ])
    t.ok(doors.includes(limit), limit)
})
