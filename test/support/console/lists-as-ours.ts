// Lists and tables: options of fixtures as options of ours.
import { pagination } from '../../../gateway/doors/console/components/lists/pagination.ts'
import { summaryList } from '../../../gateway/doors/console/components/lists/summary-list.ts'
import { table } from '../../../gateway/doors/console/components/lists/table.ts'
import { taskList } from '../../../gateway/doors/console/components/lists/task-list.ts'
import { tag } from '../../../gateway/doors/console/components/notices/texts.ts'
import type { AsOurs } from './as-ours.ts'
import { type Given, saidBy, textOf } from './fixtures.ts'
import { markupOf } from './same-markup.ts'

const nothing = 'a list of ours holds no empty entries'
const plain = 'what stands within has no classes and no attributes of its own'
const text = (value: unknown) => value as string | undefined
const many = (value: unknown) => (value as readonly Given[] | undefined) ?? []
const one = (value: unknown) => value as Given | undefined

const marked = ({ classes, attributes }: Given) => ({ classes, attributes })
const linksOf = (given: Given | undefined) =>
  (given?.items ?? []).map((item) => ({
    ...{ ...marked(item), href: item.href ?? '', text: saidBy(item), about: item.visuallyHiddenText || undefined },
  }))

const cellOf = (given: Given) => ({
  ...{ ...marked(given), text: saidBy(given), isNumeric: given['format'] === 'numeric' },
  ...{ colspan: given['colspan'] as number | undefined, rowspan: given['rowspan'] as number | undefined },
})

const neighbourOf = (given: Given | undefined, unless: string) =>
  given?.href === undefined
    ? undefined
    : {
        href: given.href,
        text: textOf(given) ?? markupOf(`${unless}<span class="govuk-visually-hidden"> page</span>`),
        label: text(given['labelText']),
      }

export const lists: Readonly<Record<string, AsOurs>> = {
  'summary-list': {
    make: (given) => {
      const card = one(given['card'])
      return summaryList({
        ...marked(given),
        rows: many(given['rows']).map((row) => ({
          ...{ key: saidBy(one(row['key'])), value: saidBy(one(row.value)), actions: linksOf(row.actions) },
          classes: row.classes,
        })),
        card: card && {
          ...{ ...marked(card), title: saidBy(card.title), actions: linksOf(card.actions) },
          headingLevel: card.title?.['headingLevel'] as 2 | undefined,
        },
      })
    },
    left: {
      ...{
        'rows[]=': nothing,
        'rows[].key.classes': plain,
        'rows[].value.classes': plain,
        'rows[].actions.classes': plain,
      },
    },
    leftWhen: [
      [
        'a card says what it is',
        (given) => one(given['card'])?.title === undefined && one(given['card']) !== undefined,
      ],
    ],
  },
  table: {
    make: (given) =>
      table({
        ...{ ...marked(given), caption: text(given['caption']), captionClasses: text(given['captionClasses']) },
        head: given['head'] ? many(given['head']).map(cellOf) : undefined,
        rows: ((given['rows'] as readonly (readonly Given[])[] | undefined) ?? []).map((row) => row.map(cellOf)),
        firstIsHeader: given['firstCellIsHeader'] as boolean | undefined,
      }),
    left: { 'rows[]=': nothing },
  },
  'task-list': {
    make: (given) =>
      taskList({
        ...{ ...marked(given), idPrefix: given.idPrefix },
        items: (given.items ?? []).map((item) => {
          const status = one(item['status'])
          const tagged = one(status?.['tag'])
          return {
            ...{ title: saidBy(item.title), titleClasses: item.title?.classes, href: item.href, classes: item.classes },
            ...{ hint: textOf(item.hint), statusClasses: status?.classes },
            status: tagged ? tag({ ...marked(tagged), text: saidBy(tagged) }) : saidBy(status),
          }
        }),
      }),
    left: { 'items[]=': nothing },
  },
  pagination: {
    make: (given) =>
      pagination({
        ...{ ...marked(given), label: text(given['landmarkLabel']) ?? 'Pagination' },
        ...{ previous: neighbourOf(one(given['previous']), 'Previous'), next: neighbourOf(one(given['next']), 'Next') },
        items: given.items?.map((item) =>
          item['ellipsis']
            ? 'gap'
            : {
                ...{ number: item['number'] as number, href: item.href ?? '', isCurrent: item['current'] as boolean },
                says: item.visuallyHiddenText ?? `Page ${item['number']}`,
              },
        ),
      }),
    left: { 'items[]=': nothing },
    leftWhen: [[nothing, ({ items = [] }) => items.some((item) => item && Object.keys(item).length === 0)]],
  },
}
