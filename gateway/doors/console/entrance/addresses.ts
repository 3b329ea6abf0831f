// Addresses that a browser names to us, and that we send it to.

const anywhere = 'https://console.invalid'

/** An address of ours to go to; whatever else was named is not gone to. */
export function ofOurs(to: string): string {
  const url = URL.canParse(to, anywhere) ? new URL(to, anywhere) : undefined
  const ours = url?.origin === anywhere && /^\/console(?:\/|$)/.test(url.pathname)
  return url && ours ? `${url.pathname}${url.search}` : '/console'
}
