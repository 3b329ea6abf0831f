// Sends chosen documents in pieces that may break and go on, as the API takes them
// (draft-ietf-httpbis-resumable-upload). The form itself is asked first for the terms of its
// documents: it is sent without them, with the value `terms` of its buttons, and answers
// `{"terms": …}`; what it refuses it shows, sent once more as it would have been without a script.
// Then POST to `data-upload` begins a document, with the fields that `data-upload-fields` names, and
// answers where it is; PATCH goes on with it; HEAD says how far it is. Each piece is held against its
// SHA-256, and the form token goes with each in a header. What a document became is put into a hidden
// field named as `data-item`; then the form is sent, without the documents themselves.

const pieceBytes = 4 * 1024 * 1024
const mostTries = 8

for (const form of document.querySelectorAll('form[data-upload]')) {
  form.addEventListener('submit', async (event) => {
    const input = form.querySelector('input[type=file]')
    if (input.disabled || input.files.length === 0) return
    event.preventDefault()
    const { submitter } = event
    if (form.dataset.underWay) return
    form.dataset.underWay = 'yes'
    told(form, '')
    try {
      const terms = await termsOf(form, input.name)
      if (terms !== undefined) {
        form.elements.terms.value = terms
        for (const file of input.files) keep(form, await sent(form, file, terms))
        // What was asked for is done: the form is shown with its documents.
        if (submitter?.value === 'upload') submitter.value = 'change'
      }
      input.disabled = true
      form.requestSubmit(submitter)
    } catch (error) {
      told(form, error instanceof Refused ? error.message : form.dataset.uploadFailed)
    }
    delete form.dataset.underWay
  })
}

/** What a person must change does not come right by being asked again. */
class Refused extends Error {}

/** Undefined where the form itself has to be put right first. */
async function termsOf(form, documents) {
  const body = new FormData(form)
  body.delete(documents)
  body.set('go', 'terms')
  const answer = await fetch(form.action, { method: 'POST', body })
  const json = answer.headers.get('content-type')?.startsWith('application/json')
  return answer.ok && json ? (await answer.json()).terms : undefined
}

/** @returns the id of the item */
async function sent(form, file, terms) {
  const own = { 'bulla-form-token': form.elements.token.value }
  const data = new FormData(form)
  const fields = form.dataset.uploadFields.split(' ').map((name) => [name, data.get(name)])
  const document = { name: file.name, bytes: file.size, mediaType: file.type || 'application/octet-stream' }
  const asked = { ...Object.fromEntries(fields), ...document, terms }
  const json = { ...own, 'content-type': 'application/json' }
  const begun = await fetch(form.dataset.upload, { method: 'POST', headers: json, body: JSON.stringify(asked) })
  if (!begun.ok) throw await refusedBy(begun)
  const place = begun.headers.get('location')
  let offset = Number(begun.headers.get('upload-offset'))
  for (let tries = 0; tries < mostTries; ) {
    progress(form, file, offset)
    const answer = await patched(place, file, offset, own).catch(() => undefined)
    if (answer?.status === 201) {
      progress(form, file, file.size)
      return (await answer.json()).item
    }
    tries = answer?.status === 204 ? 0 : tries + 1
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 409) throw await refusedBy(answer)
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries))
    const far = tries > 0 ? await fetch(place, { method: 'HEAD', headers: own }).catch(() => undefined) : answer
    if (far?.ok) offset = Number(far.headers.get('upload-offset'))
  }
  throw new Error('it did not arrive')
}

async function patched(place, file, offset, own) {
  const body = await file.slice(offset, offset + pieceBytes).arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  const headers = {
    ...own,
    'content-type': 'application/partial-upload',
    'upload-offset': String(offset),
    'content-digest': `sha-256=:${btoa(String.fromCharCode(...digest))}:`,
  }
  return fetch(place, { method: 'PATCH', headers, body })
}

async function refusedBy(answer) {
  const { title, fix } = await answer.json().catch(() => ({}))
  return title ? new Refused([title, fix].filter(Boolean).join('. ')) : new Error(`answered with ${answer.status}`)
}

function progress(form, file, offset) {
  const bar = form.querySelector('progress')
  bar.hidden = false
  bar.max = Math.max(1, file.size)
  bar.value = file.size === 0 ? 1 : offset
}

function keep(form, item) {
  const field = document.createElement('input')
  Object.assign(field, { type: 'hidden', name: form.dataset.item, value: item })
  form.append(field)
}

/** Shows why it did not arrive, where it did not. */
function told(form, why) {
  const place = form.querySelector('[data-upload-told]')
  place.hidden = why === ''
  place.textContent = why
  if (why !== '') place.focus()
}
