// The message "statement of disposal": its body, its rules, its facts, and what it changes in a
// case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, oneOf, prose } from '../../../model/profile/shape.ts'
import { count, flag, itemId, mostItems, officer } from '../fields.ts'
import { changed, notHeld, nothingHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'

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
          hold: Type.Optional(
            closed(
              {
                law: prose(500, {
                  description: 'Law that orders the item to be kept.',
                  paragraph: '5.1 e',
                  examples: ['Archives Act, s. 7'],
                }),
                until: Type.Optional(
                  day({ description: 'Until when, if that is known.', paragraph: '5.1 e', examples: ['2031-12-31'] }),
                ),
              },
              { description: 'A legal hold: the item is not disposed of yet.', paragraph: '5.1 e' },
            ),
          ),
        },
        { description: 'One item and what became of it.', paragraph: '5.1 e' },
      ),
      { minItems: 1, maxItems: mostItems, description: 'Item by item.', paragraph: '5.1 e' },
    ),
    on: day({ description: 'Day of the disposal.', paragraph: '5.1 e', examples: ['2031-03-04'] }),
    officer: officer('Who attests it.', '5.1 e'),
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
    effect: 'disposes',
    duty: true,
    body,
    rules: ({ items, on }, context): Fault[] => [
      ...notHeld(
        items.map(({ item }) => item),
        { field: (index) => `/items/${index}/item`, paragraph: '5.1 e', speaker: 'holder' },
        context,
      ),
      ...items.flatMap(({ keysDestroyed, hold }, index): Fault[] => {
        if (keysDestroyed === (hold === undefined)) return []
        const [field, message] = keysDestroyed
          ? ['hold', 'a held item keeps its keys; it is disposed of when the hold ends']
          : ['keysDestroyed', 'must be true unless a legal hold says why the item is kept']
        return [{ field: `/items/${index}/${field}`, paragraph: '5.1 e', message }]
      }),
      ...(context.localDate !== undefined && on > context.localDate
        ? [{ field: '/on', paragraph: '5.1 e', message: 'lies after the day of this message' }]
        : []),
    ],
    facts: ({ items, on }) => ({
      items: items.map(({ item, method, keysDestroyed, copiesKnown, exportsOutstanding }) => ({
        id: item,
        method,
        disposed: keysDestroyed,
        copiesKnown,
        exportsOutstanding,
      })),
      on,
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
            },
            { description: 'One item and what became of it.' },
          ),
          { minItems: 1, maxItems: mostItems, description: 'Item by item.' },
        ),
        on: body.properties.on,
      },
      { description: 'What was disposed of, and what is held.' },
    ),
    legalIn: phase.kept,
    barred: nothingHeld('holder'),
    next(core, { items }, { from }) {
      const ids = items.map(({ id }) => id)
      const illegal = whyNotAllHeld(core, ids, { speaker: 'holder', from })
      if (illegal !== undefined) return { illegal }
      const disposed = new Set(items.flatMap((each) => (each.disposed ? [each.id] : [])))
      return { ...changed(core, ids, (_, id) => ({ disposed: disposed.has(id) })), disposing: true }
    },
    items: 'none',
  })
