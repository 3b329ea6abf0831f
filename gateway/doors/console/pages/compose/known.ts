// What is known to fit a field of a message, so that nobody copies ids by hand.
import type { ItemView } from '../../../../answers/item-answers.ts'
import { type FormNode, isUuid, needs, stepsOf } from '../../forms/node.ts'
import type { Known, Showing } from '../../forms/show.ts'
import type { Visitor } from '../../page.ts'
import type { Composition } from './composition.ts'
import { saidBefore } from './prefilled.ts'

/**
 * @param documents that go with the message; `newId` is offered where the message begins something:
 *   what need not be named refers to what there is
 */
export function knownIn(
  { say, words }: Visitor,
  { case: view, profile, message }: Composition,
  documents: readonly ItemView[],
  newId: string,
): Showing['known'] {
  const kind = (code: string) => words.code(profile, 'case', '/kind', code)
  const sent = (entry: { readonly type: string; readonly sentAt: string }) =>
    `${words.message(profile, entry.type)}, ${say.day(entry.sentAt.slice(0, 10))}`
  const own: Known[] = documents.map((each) => ({
    value: each.item,
    text: `${kind(each.kind)}: ${each.name ?? each.item}`,
  }))
  const given: Known[] = (view?.items ?? []).map(({ item, kind: what, name }) => ({
    value: item,
    text: `${kind(what)} ${name ?? item}`,
  }))
  const messages: Known[] = (view?.timeline ?? []).flatMap((entry) =>
    'effect' in entry ? [{ value: entry.message, text: sent(entry) }] : [],
  )
  const wanted: Known[] = (view?.wanted ?? []).map(({ wanted: id, kind: what }) => ({
    value: id,
    text: `${kind(what)} (${id})`,
  }))
  const documentsTold = [...own, ...given, ...messages]
  const begun = (name: string): Known[] => [
    ...saidBefore(view, name).map(({ id, entry }) => ({ value: id, text: sent(entry) })),
    ...(message.signedAs === 'permit' || !needs(message.body, name)
      ? []
      : [{ value: newId, text: say.compose.newOne }]),
  ]
  return (at: string, node: FormNode) => {
    const steps = stepsOf(at).filter((step) => !/^\d+$/.test(step))
    const name = steps.at(-1) ?? ''
    if (name === 'wanted' && view && node.pattern !== undefined) return orAny(wanted)
    if (!isUuid(node)) return undefined
    if (name === 'item' || name === 'items') return orAny(documentsTold)
    if (name === 'message' || name === 'messages') return orAny(messages)
    return steps.length === 1 && stepsOf(at).length === 1 ? orAny(onceEach(begun(name))) : undefined
  }
}

const orAny = (known: readonly Known[]): readonly Known[] | undefined => (known.length > 0 ? known : undefined)

const onceEach = (known: readonly Known[]): Known[] => [...new Map(known.map((each) => [each.value, each])).values()]
