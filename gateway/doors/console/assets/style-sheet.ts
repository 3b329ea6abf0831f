// The style sheet of govuk-frontend as the console takes it: without its fonts, its crest, and what
// belongs to components that we do not have. Text in, text out.

/**
 * Components and objects whose rules are left out, as no page of ours has them. Adding one here is
 * safe where no page names its classes: a test asks for every class of the components.
 */
const leftOut = [
  ...['accordion', 'cookie-banner', 'exit-this-page', 'feedback', 'header', 'password-input', 'phase-banner', 'tabs'],
  ...['footer__crown', 'footer__licence-logo', 'footer__licence-description', 'footer__copyright-logo', 'logo-dot'],
  ...[
    'footer__navigation',
    'footer__section',
    'footer__heading',
    'footer__list',
    'button--start',
    'button__start-icon',
  ],
  ...['panel--interruption', 'panel__actions', 'link-image', 'clearfix', 'radios__conditional'],
  ...['file-upload-button', 'file-upload-wrapper', 'file-upload-announcements', 'drop-zone'],
  // Of what overrides a space or a size, one edge is enough.
  ...['!-static-margin', '!-static-padding', '!-padding', '!-margin-left', '!-margin-right', '!-font-size'],
]

/** What every system has of its own. */
const family = 'system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Liberation Sans,arial,sans-serif'

/** @throws {Error} where braces do not pair: it is no style sheet as it is read here */
export function styleSheetOf(css: string): string {
  const text = css.replaceAll(/\/\*.*?\*\/|@charset[^;]*;/gs, '')
  const kept = keptOf(text)
    .replaceAll(/font-family:GDS Transport,[^;}]+/g, 'font-family:var(--bulla-family)')
    // What a font of its own needed.
    .replaceAll(/;?-(?:webkit-font-smoothing:antialiased|moz-osx-font-smoothing:grayscale)/g, '')
    // Each has a value, in the first rule.
    .replaceAll(/var\((--govuk-[\w-]+),[^()]*\)/g, 'var($1)')
  return `:root{--bulla-family:${family}}${kept}\n`
}

function keptOf(css: string): string {
  let kept = ''
  for (const { head, body } of rulesOf(css)) {
    // The second one is for a browser of 2018.
    if (head.startsWith('@font-face') || head.startsWith('@-moz-document')) continue
    const inner = /^@(?:media|supports)/.test(head) ? keptOf(head === '@media print' ? onPaper(body) : body) : body
    const selectors = head.startsWith('@') ? [head] : selectorsOf(head).filter((selector) => !isLeftOut(selector))
    if (selectors.length > 0 && inner.trim() !== '') kept += `${selectors.join(',')}{${inner}}`
  }
  return kept
}

/** The family is the same on paper. */
const onPaper = (body: string): string => body.replaceAll(/(?<=\{)font-family:sans-serif;?(?=[^{}]*\})/g, '')

interface Rule {
  readonly head: string
  readonly body: string
}

/** What stands in a style sheet one after the other, with what is between its outer braces. */
function* rulesOf(css: string): Generator<Rule> {
  let depth = 0
  let start = 0
  let open = 0
  for (const { 0: sign, index: at } of css.matchAll(/[{}]|"[^"]*"|'[^']*'/g)) {
    if (sign === '{') {
      if (depth === 0) open = at
      depth += 1
    } else if (sign === '}') {
      depth -= 1
      if (depth < 0) throw new Error(`a style sheet has a brace too many at ${at}`)
      if (depth > 0) continue
      yield { head: css.slice(start, open).trim(), body: css.slice(open + 1, at) }
      start = at + 1
    }
  }
  if (depth !== 0) throw new Error(`a style sheet lacks ${depth} closing braces`)
}

/** A list of selectors, at the commas that are not within brackets. */
const selectorsOf = (head: string): string[] => head.split(/,(?![^(]*\))/)

const isLeftOut = (selector: string): boolean =>
  [...selector.matchAll(/\.govuk-((?:\\?[\w!-])+)/g)].some(([, name = '']) => {
    const plain = name.replaceAll('\\', '')
    return leftOut.some((one) => plain === one || (plain.startsWith(one) && /^[-_]/.test(plain.slice(one.length))))
  })
