// Sends chosen documents in pieces that may break and go on, as the API takes them
// (draft-ietf-httpbis-resumable-upload): POST to `data-upload` of the form begins one, with the
// fields that have `data-upload-field`, and answers where it is; PATCH goes on with it; HEAD says how
// far it is. Each piece is held against its SHA-256, and `data-token` goes with each in a header.
// What a document became is put into a hidden field named `data-item`; then the form is sent as it
// would have been, without the documents themselves.

const pieceBytes = 4 * 1024 * 1024
const mostTries = 8

for (const form of document.querySelectorAll('form[data-upload]')) {
  let done = false
  form.addEventListener('submit', async (event) => {
    const input = form.querySelector('input[type=file]')
    if (done || input.files.length === 0) return
    event.preventDefault()
    const { submitter } = event
    if (form.dataset.underWay) return
    form.dataset.underWay = 'yes'
    show(form, '[data-upload-failed]', false)
    try {
      for (const file of input.files) keep(form, await sent(form, file))
      input.disabled = true
      done = true
      form.requestSubmit(submitter)
    } catch {
      show(form, '[data-upload-failed]', true)
    }
    delete form.dataset.underWay
  })
}

/** @returns the id of the item */
async function sent(form, file) {
  const { upload, token } = form.dataset
  const own = { 'bulla-form-token': token }
  const fields = [...form.querySelectorAll('[data-upload-field]')].map(({ name, value }) => [name, value])
  const document = { name: file.name, bytes: file.size, mediaType: file.type || 'application/octet-stream' }
  const asked = { ...Object.fromEntries(fields), ...document }
  const json = { ...own, 'content-type': 'application/json' }
  const begun = await fetch(upload, { method: 'POST', headers: json, body: JSON.stringify(asked) })
  if (!begun.ok) throw new Error(`an upload was answered with ${begun.status}`)
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
    // What a person must change does not come right by being asked again.
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 409) break
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries))
    const far = tries > 0 ? await fetch(place, { method: 'HEAD' }).catch(() => undefined) : answer
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

function progress(form, file, offset) {
  const bar = form.querySelector('progress')
  if (!bar) return
  bar.hidden = false
  bar.max = Math.max(1, file.size)
  bar.value = file.size === 0 ? 1 : offset
}

function keep(form, item) {
  const field = document.createElement('input')
  Object.assign(field, { type: 'hidden', name: form.dataset.item, value: item })
  form.append(field)
}

function show(form, places, shown) {
  for (const place of form.querySelectorAll(places)) {
    place.hidden = !shown
    if (shown) place.focus()
  }
}
