// Loaded before each test file (see test.ts): what was compiled once is read by the next process, its threads and its children.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/bulla/', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE)
