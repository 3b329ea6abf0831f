// Reads TypeScript just well enough to know what a file imports and which classes it makes, whatever its comments and texts say.

export interface Import {
  readonly specifier: string
  /** Vanishes when the types are stripped. */
  readonly typeOnly: boolean
  /** Written as `import(…)` or `require(…)`: loaded when the program comes to it, not with the file. */
  readonly deferred: boolean
  /** Handed on as it is: `export … from`, or exported by name after an import. */
  readonly handedOn: boolean
  /** What is taken from it by name; undefined where all of it is, or nothing. */
  readonly names: readonly string[] | undefined
}

export interface Source {
  /** Relative to the project, with forward slashes. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly classes: readonly string[]
  /** What it exports by name where it is made. */
  readonly exports: readonly string[]
  /** The code without comments, texts and patterns; every text is `"n"`, its place in the list of texts. */
  readonly code: string
  /** As it stands in the file. */
  readonly text: string
}

export function readSource(path: string, text: string): Source {
  const { code, texts } = strip(text)
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: importsIn(code, texts),
    classes: classesIn(code),
    exports: exportsIn(code),
    code,
    text,
  }
}

const exported =
  /(?<![.\w$])export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|const\s+enum|enum|const|let|var|interface|type|class|namespace)\s+([\w$]+)/g

/** Each name that a file gives to others, as they know it: `default` too. */
function exportsIn(code: string): string[] {
  const lists = [...code.matchAll(/(?<![.\w$])export\s+(?:type\s+)?\{([^}]*)\}(?!\s*from)/g)]
  const taken = [...code.matchAll(/(?<![.\w$])export\s+(?:const|let|var)\s*[{[]([^}\]]*)[}\]]\s*=/g)]
  return [
    ...[...code.matchAll(exported)].map(([, name]) => name as string),
    ...[...lists, ...taken].flatMap(([, list = '']) => boundBy(`{${list.replaceAll(/=[^,]*/g, '')}}`)),
    ...(/(?<![.\w$])export\s+default\b/.test(code) ? ['default'] : []),
  ]
}

function importsIn(code: string, texts: readonly string[]): Import[] {
  const found: Import[] = []
  const note = (
    place: string | undefined,
    { typeOnly = false, deferred = false, handedOn = false, names }: Partial<Import>,
  ) => {
    const specifier = place === undefined ? '(computed)' : (texts[Number(place)] ?? '')
    found.push({ specifier, typeOnly, deferred, handedOn, names })
  }
  // import a, { b } from "0" · import "0" · export { a } from "0" · export * from "0"
  const clause =
    /(?<![.\w$])(import|export)\s+((?:type\s+)?(?:[\w$*\s,]|\{[^}]*\})*?)\s*(?<=[\s}*])from\s*"(\d+)"|(?<![.\w$])import\s*"(\d+)"/g
  const listed = listedExports(code)
  for (const [, word, bindings = '', from, bare] of code.matchAll(clause))
    note(from ?? bare, {
      typeOnly: bare === undefined && isTypeOnly(bindings),
      handedOn: word === 'export' || boundBy(bindings).some((name) => listed.includes(name)),
      names: namesIn(bindings),
    })
  // import("0") and require("0"), where types may stand too: typeof import("0")
  for (const match of code.matchAll(/(?<![.\w$])(?:import|require)\s*\(\s*(?:"(\d+)")?/g))
    note(match[1], { deferred: true, names: takenAt(code, match.index) })
  return found
}

/** Of `const { a, b: c } = await import("0")`, `(await import("0")).a` and `import("0").A`: a, b, A. */
function takenAt(code: string, at: number): string[] | undefined {
  const bound = /(?:const|let)\s*(\{[^{}]*\})\s*=\s*await\s+$/.exec(code.slice(Math.max(0, at - 500), at))?.[1]
  const member = /^import\s*\([^()]*\)\s*\)?\s*\.\s*([\w$]+)/.exec(code.slice(at))?.[1]
  if (bound !== undefined && !bound.includes('...')) return namesIn(bound)
  return member === undefined || member === 'then' ? undefined : [member]
}

/** Of `export { a, b as c }`, `export default a` and `export const b = a`: a, b. */
const listedExports = (code: string): string[] => [
  ...[...code.matchAll(/(?<![.\w$])export\s+(?:type\s+)?\{([^}]*)\}(?!\s*from)/g)].flatMap(
    ([, list]) => namesIn(`{${list}}`) ?? [],
  ),
  ...[...code.matchAll(/(?<![.\w$])export\s+default\s+([\w$]+)\s*(?:[;\n]|$)/g)].map(([, name]) => name ?? ''),
  ...[...code.matchAll(/(?<![.\w$])export\s+(?:const|type)\s+[\w$]+\s*=\s*([\w$]+)\s*(?:[;\n]|$)/g)].map(
    ([, name]) => name ?? '',
  ),
]

/** The names by which a file knows what it imports: of `a, { b, c as d, type e }`: a, b, d, e. Of `* as f`: f. */
const boundBy = (bindings: string): string[] =>
  bindings
    .replace(/^type\s+(?=[{\w*])/, '')
    .split(/[{},]/)
    .map((each) => /([\w$]+)\s*$/.exec(each)?.[1] ?? '')
    .filter((name) => name !== '')

/** Of `{ a, type b, c as d }`: a, b, c. */
function namesIn(bindings: string): string[] | undefined {
  const clause = bindings.trim()
  if (/^[\w$]+$/.test(clause)) return ['default']
  const list = /^(?:type\s+)?\{([^}]*)\}$/.exec(clause)?.[1]
  return list
    ?.split(',')
    .map((each) => /^\s*(?:type\s+)?([\w$]+)/.exec(each)?.[1] ?? '')
    .filter((name) => name !== '')
}

function isTypeOnly(bindings: string): boolean {
  const clause = bindings.trim()
  if (/^type\b(?!\s*,)/.test(clause)) return true
  const named = /^\{([^}]*)\}$/
    .exec(clause)?.[1]
    ?.split(',')
    .map((name) => name.trim())
  return named?.filter(Boolean).every((name) => name.startsWith('type ')) ?? false
}

function classesIn(code: string): string[] {
  return [...code.matchAll(/(?<![.\w$])class\b(?!\s*[:?=,)])\s*([\w$]*)/g)].map(([, name]) =>
    name && name !== 'extends' ? name : '(nameless)',
  )
}

/** Takes comments away, empties patterns, and puts every text aside. A template's `${…}` stays code. */
export function strip(text: string): { code: string; texts: string[] } {
  const texts: string[] = []
  let code = ''
  let at = 0
  // One entry for each open template: how many braces are open inside its `${`.
  const templates: number[] = []
  const aside = (content: string) => {
    texts.push(content)
    code += `"${texts.length - 1}"`
  }
  const template = () => {
    const start = at
    while (at < text.length && text[at] !== '`' && !text.startsWith('${', at)) at += text[at] === '\\' ? 2 : 1
    aside(text.slice(start, at))
    if (text[at] === '`') at += 1
    else {
      at += 2
      code += '+('
      templates.push(0)
    }
  }
  while (at < text.length) {
    const sign = text[at] as string
    const rest = text.slice(at, at + 2)
    if (rest === '//') at = until(text, '\n', at)
    else if (rest === '/*') {
      at = until(text, '*/', at + 2) + 2
      code += ' '
    } else if (sign === "'" || sign === '"') {
      const end = closing(text, at + 1, sign)
      aside(text.slice(at + 1, end))
      at = end + 1
    } else if (sign === '`') {
      at += 1
      template()
    } else if (sign === '/' && patternMayStart(code)) {
      at = patternEnd(text, at + 1)
      aside('')
    } else if (sign === '}' && templates.at(-1) === 0) {
      templates.pop()
      at += 1
      code += ')+'
      template()
    } else {
      if (templates.length > 0 && (sign === '{' || sign === '}'))
        templates.push((templates.pop() ?? 0) + (sign === '{' ? 1 : -1))
      code += sign
      at += 1
    }
  }
  return { code, texts }
}

function until(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at
}

function closing(text: string, from: number, quote: string): number {
  let at = from
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1
  return at
}

/** A slash after a value divides; after anything else it starts a pattern. */
function patternMayStart(code: string): boolean {
  const before = code.trimEnd()
  return (
    before === '' ||
    /[(,=:[!&|?{};+\-*%~^<>]$/.test(before) ||
    /(?<![.\w$])(return|typeof|case|in|of|await|yield|void)$/.test(before)
  )
}

function patternEnd(text: string, from: number): number {
  let inClass = false
  let at = from
  for (; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '[') inClass = true
    else if (text[at] === ']') inClass = false
    else if (text[at] === '/' && !inClass) break
  }
  at += 1
  while (/[a-z]/.test(text[at] ?? '')) at += 1
  return at
}
