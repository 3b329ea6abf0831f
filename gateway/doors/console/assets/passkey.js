// Registers a passkey, or signs with one. A form `data-passkey="create"` or `"get"` has what the
// browser is asked for in `data-options` (WebAuthn Level 3, as JSON); what comes of it is put into
// the hidden fields of the form, each named by its place in `data-from` ("response.signature"), in
// base64url. Then the form is sent as it would have been.

for (const form of document.querySelectorAll('form[data-passkey]')) {
  let done = false
  form.addEventListener('submit', async (event) => {
    if (done) return
    event.preventDefault()
    const { submitter } = event
    say(form, undefined)
    try {
      fill(form, await asked(form))
      done = true
      form.requestSubmit(submitter)
    } catch (error) {
      say(form, error)
    }
  })
}

async function asked(form) {
  const options = JSON.parse(form.dataset.options)
  const made =
    form.dataset.passkey === 'create'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  return (await made).toJSON()
}

function fill(form, credential) {
  for (const field of form.querySelectorAll('input[data-from]')) {
    let value = credential
    for (const name of field.dataset.from.split('.')) value = value?.[name]
    field.value = value ?? ''
  }
}

/** Shows `[data-passkey-missing]` where the browser knows none, else `[data-passkey-failed]`. */
function say(form, error) {
  const missing = error && !globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON
  for (const [name, shown] of [
    ['missing', missing],
    ['failed', error && !missing],
  ])
    for (const place of form.querySelectorAll(`[data-passkey-${name}]`)) {
      place.hidden = !shown
      if (shown) place.focus()
    }
}
