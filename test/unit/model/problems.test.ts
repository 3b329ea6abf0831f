import t from 'tap'
import { problems } from '../../../gateway/model/problems/problem-table.ts'
import { Problem, problemDetails } from '../../../gateway/model/problems/problems.ts'

t.test('every row says what happened and what to do next', async (t) => {
  for (const [code, { status, title, fix }] of Object.entries(problems)) {
    t.match(code, /^[a-z]+(-[a-z]+)*$/)
    t.ok(status >= 400 && status < 600, `${code} ${status}`)
    t.match(title, /^[A-Z][^.]*$/, `${code}: a title is no sentence`)
    t.match(fix, /^[A-Z].*\.$/, `${code}: a fix is one sentence`)
  }
})

t.test('only what may succeed unchanged is to be retried', async (t) => {
  for (const [code, { status, retry }] of Object.entries(problems))
    if ([500, 503, 507, 429, 408].includes(status)) t.equal(retry, true, code)
    else if ([400, 401, 403, 404, 410, 413, 415, 422].includes(status)) t.equal(retry, false, code)
})

t.test('a problem becomes problem details', async (t) => {
  const faults = [
    { field: '/persons', paragraph: '4.1 b', message: 'is missing' },
    { field: '/law', paragraph: '4.1 f', message: 'is missing' },
  ]
  const problem = new Problem('body-invalid', '/persons is missing', { faults, cause: new Error('secret') })
  t.same(problemDetails(problem, '/v1/cases'), {
    type: 'https://bulla.example/problems/body-invalid',
    title: problems['body-invalid'].title,
    status: 422,
    detail: '/persons is missing',
    instance: '/v1/cases',
    code: 'body-invalid',
    retry: false,
    fix: problems['body-invalid'].fix,
    field: '/persons',
    paragraph: '4.1 b',
    faults,
  })
  t.match(problem.cause, { message: 'secret' })
})

t.test('whatever is not a Problem is internal and tells nothing', async (t) => {
  for (const error of [
    new Error('password=1'),
    'password=1',
    null,
    undefined,
    { code: 'body-invalid', message: 'password=1' },
  ]) {
    const details = problemDetails(error, '/x')
    t.match(details, { status: 500, code: 'internal' })
    t.notMatch(JSON.stringify(details), /password/)
  }
})
