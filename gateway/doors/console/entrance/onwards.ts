// A page that leads on at once. A browser that comes from another site sends no cookie of ours, nor
// to where that leads, nor when the same address is loaded again (RFC 6265bis §5.2); it does to
// another address that a page of ours leads to.
import type { FastifyReply } from 'fastify'
import type { ConsoleWords } from '../../../words/console-words.ts'
import { button } from '../components/button.ts'
import { html } from '../html.ts'
import type { Page } from '../page.ts'

/** @param to another address of ours than the one that was asked for */
export function onwards(say: ConsoleWords, reply: FastifyReply, to: string): Page {
  reply.header('refresh', `0; url=${to}`)
  return {
    title: say.enter.title,
    main: html`<h1 class="govuk-heading-l">${say.enter.title}</h1>${button({ text: say.continue, href: to })}`,
  }
}
