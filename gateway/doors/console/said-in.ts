// What a flow says, in the language of the page; where no text of ours fits, as the English that it
// is, and marked so.
import type { ConsoleWords } from '../../words/console-words.ts'
import type { Text } from './components/markup.ts'
import { html } from './html.ts'

/** @param profile whose states and messages it may name */
export const saidIn = (say: Pick<ConsoleWords, 'said'>, sentence: string, profile?: string): Text =>
  say.said(sentence, profile) ?? html`<span lang="en">${sentence}</span>`
