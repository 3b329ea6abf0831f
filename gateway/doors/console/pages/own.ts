// What a person does for itself: another language, the way out.
import { record } from '../../../watch/log.ts'
import { languages } from '../../../words/language.ts'
import { fieldOf } from '../forms.ts'
import { page } from '../page.ts'

export const ownPages = {
  'POST /console/language': page({
    access: 'person',
    show:
      ({ entering }) =>
      ({ form, request }) => {
        const wanted = languages.find((each) => each === fieldOf(form, 'language'))
        const entered = entering.entered(request)
        if (entered && wanted) entered.session.language = wanted
        return { to: backTo(request.headers.referer) }
      },
  }),
  'POST /console/leave': page({
    access: 'person',
    show:
      ({ entering, problems }) =>
      ({ request, reply }) => {
        entering.leave(request, reply)
        record(problems.log, 'console.left', {})
        return { to: '/console/enter' }
      },
  }),
} as const

/** The page that the form was on, where it is one of ours that can be shown again. */
function backTo(referer: string | undefined): string {
  const url = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined
  return url && /^\/console(?:\/|$)/.test(url.pathname) ? `${url.pathname}${url.search}` : '/console'
}
