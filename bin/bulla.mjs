#!/usr/bin/env node
// What is typed as `bulla`. In a clone the sources run as they are; an installed package holds the JavaScript made of them, because Node
// strips no types below node_modules.
import '../scripts/need-node.mjs'
import { existsSync } from 'node:fs'

const sources = existsSync(new URL('../gateway', import.meta.url))
await import(sources ? './program.mjs' : '../dist/bin/program.mjs')
