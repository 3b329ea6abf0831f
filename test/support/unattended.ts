// What could end the process because nobody attends to it, as far as the sources show it; floating promises are found by the linter.
import { strip } from './source.ts'

/** Every place where a failure would have nobody to go to, one sentence each; empty when there is none. */
export function unattended(path: string, text: string): string[] {
  const { code, texts } = strip(text)
  return [
    ...[...code.matchAll(/(?<![.\w$])void[ \t]+[\w$(["]/g)].map(() => `${path} throws a value away with void`),
    ...timersIn(code)
      .filter((callback) => !isAttended(callback, code))
      .map((callback) => `${path} has a timer that is not guarded: ${callback.split('\n', 1)[0]}`),
    ...[...code.matchAll(asyncListener)].map(
      () => `${path} listens with an async function, whose rejection nobody awaits`,
    ),
    ...(emitters.test(code) && !texts.some((name, at) => name === 'error' && code.includes(`.on("${at}"`))
      ? [`${path} makes something that emits errors, and listens to none`]
      : []),
  ]
}

const timer = /(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask|process\.nextTick)\s*\(/g
const asyncListener = /\.(?:on|once|addListener|prependListener|addEventListener)\(\s*"\d+"\s*,\s*async\b/g
/** Everything that lives on and says by an event that it failed. */
const emitters =
  /\bnew (?:Worker|Redis|BullQueue|ZipWriter|EventEmitter|pg\.(?:Pool|Client))\b|\b(?:createServer|fastify)\(\{/

const timersIn = (code: string): string[] =>
  [...code.matchAll(timer)].map((found) => firstArgument(code, found.index + found[0].length))

/** It settles a promise and does nothing else, or it is guarded, here or where it is made, or it tries all that it does. */
function isAttended(callback: string, code: string): boolean {
  if (/^(?:[\w$.]+\.)?(?:resolve|reject)$/.test(callback)) return true
  const settles = /^\(\) =>\s*(?:[\w$.]+\.)?(?:resolve|reject|refuse|abort)\(/.exec(callback)
  if (settles) return closing(callback, settles[0].length) === callback.length - 1
  if (/^guarded\(/.test(callback)) return true
  if (!/^[\w$]+$/.test(callback)) return triesAll(callback)
  const made = new RegExp(`\\bconst ${callback.replaceAll('$', '\\$')} = `).exec(code)
  if (!made) return false
  const from = code.slice(made.index + made[0].length)
  return /^guarded\(/.test(from) || triesAll(from)
}

/** `() => { try { … } catch … { … } }`, and nothing beside it. */
function triesAll(callback: string): boolean {
  const head = /^\([^)]*\) => \{\s*try \{/.exec(callback)
  if (!head) return false
  const tried = closing(callback, head[0].length)
  const caught = /^\}\s*catch\s*(?:\([^)]*\)\s*)?\{/.exec(callback.slice(tried))
  if (!caught) return false
  return /^\}\s*\}/.test(callback.slice(closing(callback, tried + caught[0].length)))
}

function firstArgument(code: string, from: number): string {
  let depth = 0
  for (let at = from; at < code.length; at += 1) {
    const sign = code[at] ?? ''
    if ('([{'.includes(sign)) depth += 1
    if (depth === 0 && (sign === ',' || sign === ')')) return code.slice(from, at).trim()
    if (')]}'.includes(sign)) depth -= 1
  }
  return code.slice(from).trim()
}

/** Where the bracket closes that was opened right before `from`. */
function closing(code: string, from: number): number {
  let depth = 1
  let at = from
  for (; at < code.length && depth > 0; at += 1) {
    if ('([{'.includes(code[at] ?? '')) depth += 1
    if (')]}'.includes(code[at] ?? '')) depth -= 1
  }
  return at - 1
}
