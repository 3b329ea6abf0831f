// Keeps what is live on a page as it is: whenever the stream says that something happened, the page
// is asked for again, and what it has in `[data-live]` takes the place of what stands here.
// Markup is read by XMLHttpRequest, which makes a document that runs nothing: no text becomes markup
// by our hand, so the policy of the page needs no exception.

const leastMs = 2_000
const live = document.querySelector('[data-live]')
let underWay = false
let again = false

if (live) {
  const stream = new EventSource(live.getAttribute('data-live'))
  stream.addEventListener('message', renew)
  // What one is typing is not taken away: it is renewed once one has left it.
  document.addEventListener('focusout', () => again && setTimeout(renew))
  window.addEventListener('pagehide', () => stream.close())
}

function renew() {
  const here = document.querySelector('[data-live]')
  again = underWay || here.contains(document.activeElement?.closest('input, select, textarea') ?? null)
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

function replaceBy({ status, response }) {
  const come = response?.querySelector('[data-live]')
  // Whoever is signed out is led to where one signs in.
  if (status === 200 && !come) return location.reload()
  if (status !== 200) return
  const here = document.querySelector('[data-live]')
  const { id } = document.activeElement ?? {}
  const held = id && here.contains(document.activeElement)
  here.replaceWith(document.adoptNode(come))
  if (held) document.getElementById(id)?.focus()
}
