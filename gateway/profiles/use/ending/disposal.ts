// The message "statement of disposal": its body, its rules, its facts, and what it changes in a
// case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, oneOf } from '../../../model/profile/shape.ts'
import { count, flag, itemId, mostItems, officer } from '../fields.ts'
import { changed, notHeld, nothingHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'
import { copy, copyFaults, endsEarlier, hold, holdFaults, isOut, keptFaults, outOf } from './still-held.ts'

const method = oneOf(['destroy-keys', 'destroy-media', 'return'], {
  description: 'Method of disposal.',
  paragraph: '5.1 e',
  examples: ['destroy-keys'],
})
const keysDestroyed = Type.Boolean({
  description: 'Whether the keys are destroyed, so that no copy of the ciphertext can be read again.',
  paragraph: '5.1 e',
  examples: [true],
})
const copiesKnown = Type.Integer({
  minimum: 0,
  maximum: 100_000,
  description: 'Copies outside the gateway that are known of and were destroyed.',
  paragraph: '5.1 e',
  examples: [1],
})
const exportsOutstanding = Type.Integer({
  minimum: 0,
  maximum: 100_000,
  description: 'Copies that left the gateway and were not accounted for.',
  paragraph: '5.1 e',
  examples: [0],
})

/** What a statement of disposal may rest on; docs/evidence.md says what each proves. */
const restsOn = listOf(
  oneOf(['keys-overwritten', 'part-deleted', 'epoch-ends'], {
    description: 'One thing that is so.',
    paragraph: '5.1 e',
    examples: ['part-deleted'],
  }),
  { maxItems: 3, description: 'What the statement rests on; the gateway puts it in by itself.', paragraph: '5.1 e' },
)
const finalOn = day({
  description: 'Day from which no backup opens it; the gateway puts it in by itself.',
  paragraph: '5.1 e',
  examples: ['2031-04-16'],
})

const body = closed(
  {
    items: listOf(
      closed(
        {
          item: itemId('5.1 e'),
          method,
          keysDestroyed,
          copiesKnown,
          exportsOutstanding,
          copies: Type.Optional(
            listOf(copy, {
              maxItems: 1_000,
              description: 'Each copy that our own releases let go, one by one.',
              paragraph: '5.1 e',
            }),
          ),
          hold: Type.Optional(hold),
        },
        { description: 'One item and what became of it.', paragraph: '5.1 e' },
      ),
      { minItems: 1, maxItems: mostItems, description: 'Item by item.', paragraph: '5.1 e' },
    ),
    on: day({ description: 'Day of the disposal.', paragraph: '5.1 e', examples: ['2031-03-04'] }),
    officer: officer('Who attests it.', '5.1 e'),
    finalOn: Type.Optional(finalOn),
    restsOn: Type.Optional(restsOn),
  },
  {
    description: 'A member states what it disposed of, and what it could not.',
    paragraph: '5.1 e',
    examples: [
      {
        items: [
          {
            item: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
            method: 'destroy-keys',
            keysDestroyed: true,
            copiesKnown: 1,
            exportsOutstanding: 0,
          },
        ],
        on: '2031-03-04',
        officer: 'A. Example',
      },
    ],
  },
)

/**
 * Content goes, digests and evidence stay (rule 13). What a legal hold keeps is said, and still
 * held.
 */
export const disposal = (phase: Phase) =>
  defineMessage({
    title: 'statement of disposal',
    from: 'either',
    paragraphs: ['5.1 e'],
    whileSuspended: true,
    signedAs: 'dispose',
    effect: 'disposes',
    duty: true,
    // What a hold keeps, others need; and what follows its end is taken back by nobody.
    twoPersons: ({ given }, _, facts) =>
      endsEarlier(given, facts) ? 'a legal hold ends earlier than was said' : undefined,
    body,
    rules: ({ items, on }, context): Fault[] => [
      ...notHeld(
        items.map(({ item }) => item),
        { field: (index) => `/items/${index}/item`, paragraph: '5.1 e', speaker: 'holder', unless: isOut },
        context,
      ),
      ...items.flatMap(({ keysDestroyed, hold }, index): Fault[] => {
        if (keysDestroyed === (hold === undefined)) return []
        const [field, message] = keysDestroyed
          ? ['hold', 'a held item keeps its keys; it is disposed of when the hold ends']
          : ['keysDestroyed', 'must be true unless a legal hold says why the item is kept']
        return [{ field: `/items/${index}/${field}`, paragraph: '5.1 e', message }]
      }),
      ...items.flatMap((item, index) => copyFaults(item, index, on)),
      ...items.flatMap((item, index) => holdFaults(item, index, on)),
      ...keptFaults(items, on, context.state?.given),
      ...(context.localDate !== undefined && on > context.localDate
        ? [{ field: '/on', paragraph: '5.1 e', message: 'lies after the day of this message' }]
        : []),
    ],
    facts: ({ items, on, finalOn: final, restsOn: rests }) => ({
      items: items.map(({ item, method, keysDestroyed, copiesKnown, exportsOutstanding, copies, hold: held }) => ({
        id: item,
        method,
        disposed: keysDestroyed,
        copiesKnown,
        exportsOutstanding,
        ...outOf(copies),
        ...(held && { heldUntil: held.until, remindOn: held.remindOn }),
      })),
      on,
      ...(final !== undefined && { finalOn: final }),
      ...(rests !== undefined && { restsOn: rests }),
    }),
    factsShape: closed(
      {
        items: listOf(
          closed(
            {
              id: itemId(),
              method,
              disposed: flag('Whether the keys are destroyed; a legal hold keeps them.'),
              copiesKnown: count(100_000, 'Copies known of and destroyed.'),
              exportsOutstanding: count(100_000, 'Copies not accounted for.'),
              outUntil: Type.Optional(day({ description: 'Day by which the last copy that is out comes back.' })),
              heldUntil: Type.Optional(day({ description: 'Last day of a legal hold.' })),
              remindOn: Type.Optional(day({ description: 'Day on which the hold is looked at again.' })),
            },
            { description: 'One item and what became of it.' },
          ),
          { minItems: 1, maxItems: mostItems, description: 'Item by item.' },
        ),
        on: body.properties.on,
        finalOn: Type.Optional(finalOn),
        restsOn: Type.Optional(restsOn),
      },
      { description: 'What was disposed of, and what is held.' },
    ),
    legalIn: phase.kept,
    barred: (core, from) =>
      Object.values(core.given).some((item) => item.by !== from && isOut(item))
        ? undefined
        : nothingHeld('holder')(core, from),
    next(core, { items }, { from }) {
      const ids = items.map(({ id }) => id)
      const illegal = whyNotAllHeld(core, ids, { speaker: 'holder', from, unless: isOut })
      if (illegal !== undefined) return { illegal }
      const said = new Map(items.map((each) => [each.id, each]))
      return {
        ...changed(core, ids, ({ outUntil: before, heldUntil: kept, disposed: gone }, id) => {
          const { disposed = false, outUntil, heldUntil, remindOn } = said.get(id) ?? {}
          return {
            // What was said before holds no more.
            ...(before !== undefined && { outUntil: undefined }),
            ...(kept !== undefined && { heldUntil: undefined, remindOn: undefined }),
            // What is gone is gone: a later statement tells of its copies alone.
            disposed: disposed || gone,
            ...(outUntil !== undefined && { outUntil }),
            ...(heldUntil !== undefined && !gone && { heldUntil, remindOn }),
          }
        }),
        disposing: true,
      }
    },
    items: 'none',
  })
