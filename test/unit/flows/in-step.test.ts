// The gate of a log that is behind, without a gateway around it: what was under way breaks off, what is there is read.
import t from 'tap'
import { inStep, type Ports } from '../../../gateway/flows/evidence/in-step.ts'

/** Ports that do anything they are asked for; `asked` says what. */
function anything() {
  const asked: string[] = []
  const port = (name: string, operations: readonly string[]) =>
    Object.fromEntries(
      operations.map((operation) => [operation, (..._: unknown[]) => void asked.push(`${name}.${operation}`)]),
    )
  async function* pieces() {
    for (const piece of [1, 2, 3]) yield Uint8Array.of(piece)
  }
  const ports = {
    store: port('store', ['claim', 'settle', 'record', 'message', 'recover', 'takeBack', 'endDestruction']),
    parts: { ...port('parts', ['put', 'size', 'append', 'remove']), read: pieces },
    secrets: { ...port('secrets', ['ownItem', 'ownMessage', 'encrypt']), mark: () => 'mark' },
    opener: port('opener', ['item', 'body']),
    directory: port('directory', ['read', 'saveCard', 'saveAgreement']),
  } as unknown as Ports
  return { ports, asked }
}

t.test('what is being released or sent when the log falls behind breaks off at the next piece [N1]', async (t) => {
  let why: string | undefined
  const shown = new Map<string, string>()
  const { parts } = inStep(anything().ports, { behind: () => why, wentBack: () => shown }, () => undefined)
  const got: number[] = []
  const reading = async () => {
    for await (const [piece = 0] of parts.read('')) {
      got.push(piece)
      if (piece === 2) why = 'XB has seen more'
    }
  }
  await t.rejects(reading(), { code: 'log-behind' })
  t.same(got, [1, 2])
})

t.test('nothing reaches a port that must not, and what partners are told names nobody [N1]', async (t) => {
  let why: string | undefined
  const shown = new Map<string, string>()
  const { ports, asked } = anything()
  const { store, parts, secrets, opener, directory } = inStep(
    ports,
    { behind: () => why, wentBack: () => shown },
    () => undefined,
  )
  await store.record([])
  t.same(asked.splice(0), ['store.record'])
  opener.item({} as never, {} as never)
  opener.body({} as never, {} as never)
  secrets.ownMessage({} as never)
  t.same(asked.splice(0), ['opener.item', 'opener.body', 'secrets.ownMessage'])
  why = 'XB has cosigned 12 leaves of our log'
  const refused = { code: 'log-behind', message: /^(?!.*XB)/ }
  await t.rejects(store.claim({} as never), refused)
  await t.rejects(store.settle({} as never), refused)
  await t.rejects(parts.put([] as never), refused)
  await t.rejects(directory.saveCard('XB', { card: '', formerly: [] }, ''), refused)
  t.throws(() => secrets.ownItem({} as never), refused)
  t.throws(() => secrets.ownMessage({} as never), refused)
  t.throws(() => opener.item({} as never, {} as never), refused)
  t.throws(() => opener.body({} as never, {} as never), refused)
  t.equal(secrets.mark({}), 'mark', 'what shows nothing goes on')
  t.same(asked, [])
  await store.message('')
  await parts.size('')
  await directory.read()
  t.same(asked, ['store.message', 'parts.size', 'directory.read'])
})

t.test('what only closes goes on where the log went back, and not where the store does not fit it [R2]', async (t) => {
  const shown = new Map<string, string>()
  const { ports, asked } = anything()
  const log = { behind: () => 'XB has cosigned 12 leaves of our log', wentBack: () => shown }
  const { store, parts } = inStep(ports, log, () => undefined)
  const closing = (): Promise<unknown>[] => [store.takeBack({} as never), store.endDestruction(''), parts.remove('')]
  for (const each of closing()) await t.rejects(async () => each, { code: 'log-behind' })
  t.same(asked, [], 'an edited store stays as it is')
  shown.set('XB', 'XB has cosigned more')
  await Promise.all(closing())
  t.same(asked, ['store.takeBack', 'store.endDestruction', 'parts.remove'])
  await t.rejects(store.record([]), { code: 'log-behind' })
  await t.rejects(store.claim({} as never), { code: 'log-behind' }, 'its statement does not leave')
})
