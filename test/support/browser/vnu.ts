// The validator of HTML that validator.nu and the W3C run, over many pages in one start of its machine.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const jar = fileURLToPath(new URL('build/dist/vnu.jar', import.meta.resolve('vnu-jar/package.json')))
const java = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin']
  .map((place) => join(place, 'java'))
  .find(existsSync)

/** Why no page can be validated here, if so: for `skip` of a test. */
export const noValidator: false | string =
  java === undefined
    ? 'Java is not installed: the markup of the console is not validated here'
    : !existsSync(jar) && 'vnu.jar is not where its package puts it: the markup of the console is not validated here'

interface Said {
  readonly type: string
  readonly subType?: string
  readonly url: string
  readonly lastLine?: number
  readonly message: string
  readonly extract?: string
}

/** What the package says twice, for readers that know the one way or the other, as its fixtures have it. */
const saidTwice = /^(?:Attribute “aria-(?:hidden|disabled)” is|The “group” role is) unnecessary for element/

/** Each error and each warning, with the name of its page. @param pages markup by a name that may be that of a file */
export async function vnu(pages: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-vnu-'))
  try {
    for (const [name, markup] of pages) await writeFile(join(folder, `${name}.html`), markup)
    const words = ['-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', folder]
    // The first compiler of the machine is enough for a few pages.
    const given = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xss2m', ...words]
    const { stdout, stderr, error } = spawnSync(java ?? '', given, {
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 2 ** 26,
    })
    if (error || !stdout.startsWith('{')) throw new Error(`vnu did not run: ${error?.message ?? stderr.slice(0, 500)}`)
    return (JSON.parse(stdout).messages as readonly Said[])
      .filter(({ type, subType, message }) => type !== 'info' || (subType === 'warning' && !saidTwice.test(message)))
      .map(
        ({ url, lastLine, message, extract = '' }) =>
          `${url.split('/').at(-1)}:${lastLine}: ${message} ${extract.replaceAll(/\s+/g, ' ')}`,
      )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
