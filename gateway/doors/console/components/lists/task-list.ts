// What there is to do, each with how far it is.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface Task {
  readonly title: Text
  readonly titleClasses?: string | undefined
  /** Without an address it cannot be begun yet. */
  readonly href?: string | undefined
  readonly hint?: Text | undefined
  /** A word, or a tag. */
  readonly status: Text
  readonly statusClasses?: string | undefined
  readonly classes?: string | undefined
}

interface TaskListOptions extends Marked {
  readonly items: readonly Task[]
  readonly idPrefix?: string | undefined
}

export const taskList = ({ items, idPrefix = 'task-list', classes, attributes: more }: TaskListOptions): Html =>
  html`<ul${attributes({ class: listed('govuk-task-list', classes), ...more })}>
    ${items.map((each, at) => task(each, `${idPrefix}-${at + 1}`))}</ul>`

function task({ title, titleClasses, href, hint, status, statusClasses, classes }: Task, id: string): Html {
  const link = attributes({
    class: listed('govuk-link govuk-task-list__link', titleClasses),
    ...{ href, 'aria-describedby': listed(hint !== undefined && `${id}-hint`, `${id}-status`) },
  })
  const named =
    href === undefined
      ? html`<div${attributes({ class: titleClasses })}>${title}
      </div>`
      : html`<a${link}>${title}</a>`
  const help = hint !== undefined && html`<div id="${id}-hint" class="govuk-task-list__hint">${hint}</div>`
  const own = listed('govuk-task-list__item', href !== undefined && 'govuk-task-list__item--with-link', classes)
  return html`<li class="${own}"><div class="govuk-task-list__name-and-hint">${named}${help}</div>
    <div class="${listed('govuk-task-list__status', statusClasses)}" id="${id}-status">${status}</div></li>`
}
