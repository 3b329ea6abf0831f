// The script of govuk-frontend as the console takes it: the classes of its components that we have,
// and none of the others. Text in, text out.

/**
 * What is cut out: from the one text to before the other. Each stands there once, or it is another
 * version of the package, which somebody must look at.
 */
const cuts = [
  ['class Accordion extends ', 'class Button extends '],
  // With that of the upload of documents, whose button says another name than it shows.
  ['class ExitThisPage extends ', 'class NotificationBanner extends '],
  // With that of radios, which is for what they would reveal.
  ['class PasswordInput extends ', 'class ServiceNavigation extends '],
  // It would begin them all.
  ['class Tabs extends ', 'function createAll('],
  ['Tabs.moduleName=', 'export{'],
] as const

/**
 * The components of the package with what begins them.
 * @param start imports them by their names from the package, and runs
 * @throws {Error} where one of the two is not as it was when this was written
 */
export function scriptOf(script: string, start: string): string {
  let text = script
  for (const [from, to] of cuts) text = text.slice(0, placeOf(text, from)) + text.slice(placeOf(text, to))
  const [wanted = '', names = ''] = /import \{([^}]*)\} from 'govuk-frontend'\n/.exec(start) ?? []
  const given = exported.exec(text)
  const missing = names.match(/\w+/g)?.filter((name) => !(given?.[1] ?? '').split(',').includes(name))
  if (!wanted || !given || missing?.length !== 0)
    throw new Error(`the script that begins the components asks for ${missing ?? 'nothing'}, which the package has not`)
  return `${text.slice(0, given.index)}\n${start.replace(wanted, '')}`
}

const exported = /export\{([\w,]*)\};?(?:\s*\/\/# sourceMappingURL=\S*)?\s*$/

function placeOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted)
  if (at >= 0 && text.indexOf(wanted, at + 1) < 0) return at
  throw new Error(`the script of govuk-frontend has ${JSON.stringify(wanted)} not once: look at what changed`)
}
