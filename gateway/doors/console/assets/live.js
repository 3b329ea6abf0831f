// Keeps what is live on a page as it is: whenever the stream says that something happened, the page
// is asked for again, and what it has in `[data-live]` takes the place of what stands here.
// Markup is read by XMLHttpRequest, which makes a document that runs nothing: no text becomes
// markup by our hand, so the policy of the page needs no exception.

const leastMs = 2_000
const live = document.querySelector('[data-live]')
let underWay = false
let again = false

let stream

if (live) {
  listen()
  document.addEventListener('visibilitychange', () => {
    listen()
    if (stream) renew()
  })
  document.addEventListener('focusout', () => again && setTimeout(renew))
  window.addEventListener('pagehide', () => stream?.close())
}

/** While it is seen: a browser has six connections for all pages from one place. */
function listen() {
  stream?.close()
  stream = document.hidden ? undefined : new EventSource(live.getAttribute('data-live'))
  stream?.addEventListener('message', renew)
}

function renew() {
  again = underWay || isUsed(document.querySelector('[data-live]'))
  if (again) return
  underWay = true
  const asked = new XMLHttpRequest()
  asked.open('GET', location.href)
  asked.responseType = 'document'
  asked.addEventListener('load', () => replaceBy(asked))
  asked.addEventListener('loadend', () => setTimeout(next, leastMs))
  asked.send()
}

function next() {
  underWay = false
  if (again) renew()
}

/** What one types, and what one has typed or chosen and not sent, is not taken away. */
const isUsed = (here) =>
  [...here.querySelectorAll('input, select, textarea')].some(
    (field) =>
      field === document.activeElement ||
      (field.options
        ? [...field.options].some(({ selected, defaultSelected }) => defaultSelected && !selected)
        : field.value !== field.defaultValue || field.checked !== field.defaultChecked),
  )

function replaceBy({ status, response }) {
  const come = response?.querySelector('[data-live]')
  // Whoever is signed out is led to where one signs in.
  if (status === 200 && !come) return location.reload()
  const here = document.querySelector('[data-live]')
  if (status !== 200 || isUsed(here)) return
  // What one opened stays open, and what has the focus has it still.
  for (const { id } of here.querySelectorAll('details[id][open]'))
    come.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '')
  const { id } = document.activeElement ?? {}
  const held = id && here.contains(document.activeElement)
  here.replaceWith(document.adoptNode(come))
  if (held) document.getElementById(id)?.focus({ preventScroll: true })
  come.dispatchEvent(new Event('renewed', { bubbles: true }))
}
