// Plain JavaScript, because it must run on whatever Node is there. See docs/decisions/0001-node-26-without-a-build.md.
const major = Number(process.versions.node.split('.')[0])
if (major < 26) {
  console.error(`bulla: this is Node ${process.versions.node}, but Bulla runs on Node 26 or later.`)
  console.error('hint: run "npm ci" here; it installs Node 26 for this project, and npm scripts and npx then use it.')
  console.error('hint: "npm ci --omit=optional" leaves Node out; then Node 26 must be on your PATH.')
  process.exit(2)
}
