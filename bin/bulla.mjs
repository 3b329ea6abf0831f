#!/usr/bin/env node
import '../scripts/need-node.mjs'

await import('../gateway/cli/bulla.ts')
