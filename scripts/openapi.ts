// Writes the OpenAPI document of the national door: `npm run openapi > openapi.json`.
// `npm run openapi -- --lint` holds it against the rules that Redocly recommends, and ends with 1 where one is broken.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { openapi } from '../gateway/doors/national/openapi/openapi.ts'
import { routes } from '../gateway/doors/national/routes/all.ts'
import { messageSchemas } from '../gateway/start/doors.ts'
import { version } from '../gateway/version.ts'

const source = JSON.stringify(openapi({ version, routes, messageSchemas: messageSchemas() }), null, 2)

if (process.argv.includes('--lint')) {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source, absoluteRef: 'openapi.json', config })
  for (const { ruleId, message, location } of found)
    console.error(`openapi.json${location[0]?.pointer ?? ''}: ${message} (${ruleId})`)
  console.error(found.length === 0 ? 'openapi.json keeps all recommended rules' : `${found.length} rules are broken`)
  process.exitCode = found.length === 0 ? 0 : 1
} else {
  process.stdout.write(`${source}\n`)
}
