import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { swallowedIn } from './support/swallowed.ts'

const root = new URL('../', import.meta.url)
const sources = globSync(
  '{client,disk,config,crypto,gateway,adapters,bin,scripts,demo,deploy,docs/examples}/**/*.{ts,mjs}',
  {
    cwd: root,
  },
).map((path) => path.replaceAll('\\', '/'))

/** Every place where an error is passed over, with the reason why nothing is hidden by it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'adapters/partner/answers.ts': ['the body of a refusal that breaks off: its status is told, and is what counts'],
  'adapters/partner/late.ts': [
    'aborting throws nothing: what the abort ends is told of below',
    'the attempt has been told of as failed; only an answer that comes would be news',
  ],
  'adapters/partner/pools.ts': ['connections that were replaced: what was on its way fails at whoever asked for it'],
  'adapters/identity/bounded-fetch.ts': [
    'a connection that is let go of: what came over it was told',
    'the rest of an answer that was refused: the refusal is thrown',
  ],
  'adapters/revocation/http.ts': [
    'a connection that is let go of: what came over it was told',
    'the rest of an answer that was refused: the refusal is thrown',
  ],
  'crypto/x509/der/signed-octets.ts': ['a signature that is none in its very form: no is the answer, and is refused'],
  'gateway/flows/trust/revocation/held.ts': ['whoever gave the list before is told; this one only waits for its end'],
  'adapters/store/sqlite/writing-thread.ts': ['a thread that never opened ends: why it was refused is told'],
  'adapters/queue/bullmq.ts': ['the question is whether Redis answers; no is the answer, and readiness tells it'],
  'adapters/timestamps/http.ts': ['the rest of an answer that was refused: the refusal is thrown'],
  'demo/administration.ts': ['awaited elsewhere, where it is told; here only so that it may be rejected before'],
  'gateway/cli/check/check-directory.ts': [
    'partners that cannot be read are told above, as a finding',
    'our card is looked at, and complained of, by the check of the keys',
  ],
  'gateway/cli/check/check-epochs.ts': ['what is wrong with keys has findings of its own'],
  'gateway/cli/store/backup-epochs.ts': ['a folder without readable keys has no log that says how late it is'],
  'gateway/cli/check/check-keys.ts': ['a file that is not there, or closed to us, is told with the keys'],
  'gateway/cli/check/check-services.ts': [
    'no fault: the question is whether the packages are there, and nothing is loaded',
  ],
  'gateway/cli/check/check-validities.ts': [
    'our card is looked at, and complained of, by the check of the keys',
    'a certificate that is not there, or closed to us, is told with the keys',
  ],
  'gateway/flows/trust/validity/alerts.ts': [
    'the store cannot say whether it was told: that is told by others, and it is told once more',
  ],
  'gateway/cli/check/check-lines.ts': ['what is wrong with the keys has findings of its own'],
  'gateway/cli/check/check.ts': ['our card is looked at, and complained of, by the check of the keys'],
  'gateway/cli/installation/serve.ts': [
    'the step that failed is in the log by then; the exit code is that of the failure before it',
  ],
  'gateway/cli/program/surroundings.ts': ['a reader of our lines that went away: what they said is in the log'],
  'gateway/cli/store/backup-signature.ts': ['keys that are not there vouch for nothing: the backup is refused then'],
  'gateway/cli/keys/status.ts': ['no gateway answers: that is said, and what lies on disk is shown all the same'],
  'gateway/flows/views/gauges.ts': [
    'a number that cannot be told is left out of /metrics',
    'the question is whether the store can commit; no is the answer, and is shown',
    'the question is whether the queue can be reached; no is the answer, and is shown',
  ],
  'gateway/flows/receiving/store.ts': ['an arrival that stays though its message is stored: the next sweep takes it'],
  'gateway/flows/sending/once.ts': ['the fault that led here is thrown'],
  'gateway/installation/draft.ts': ['a draft that cannot be read is drafted anew; a signed card is judged without it'],
  'disk/pour.ts': [
    'a write that failed is told to whoever pours next, or ends',
    'a sync that failed is told to whoever pours next, or ends',
  ],
  'gateway/flows/evidence/witness.ts': [
    'a partner that does not answer holds nobody up; what its answer shows is logged where it is judged',
    'the same; it is asked again with the next checkpoint',
  ],
  'gateway/doors/listening/listener.ts': [
    'whoever waits for the stream learns of it; here only so that a moment without anyone ends nothing',
  ],
  'gateway/watch/log-destination.ts': ['the old file of a log that goes on in a new one: its lines were written'],
  'gateway/doors/octet-streams.ts': [
    'a source that is let go of: what it had to say no longer matters to anybody',
    'the race was lost already: its loss is thrown',
  ],
  'gateway/doors/partner/partner-door.ts': ['a stop waits for no answer that is held back'],
  'gateway/doors/content/uploads.ts': ['octets that are let go of: whoever ended the upload has said why'],
  'gateway/watch/tracing.ts': ['spans that could not be sent at the end are counted as lost'],
}

t.test('no error is passed over without a reason [W3]', async (t) => {
  t.ok(sources.length > 300, `${sources.length} files were read`)
  const found = sources.flatMap((path) => swallowedIn(path, readFileSync(new URL(path, root), 'utf8')))
  for (const [path, all] of Object.entries(Object.groupBy(found, ({ path }) => path)))
    t.equal(all?.length ?? 0, allowed[path]?.length ?? 0, `${path}: ${all?.map(({ code }) => code).join(' ')}`)
  for (const path of Object.keys(allowed))
    if (!found.some((each) => each.path === path)) t.fail(`${path} passes nothing over any more: take it off the list`)
})

t.test('every way to pass an error over is seen [W3]', async (t) => {
  const broken = [
    'try { x() } catch {}',
    'try { x() } catch (error) {\n}',
    'try { x() } catch {\n  // A full disk: the log holds everything.\n}',
    'try { x() } catch (_) { /* never mind */ } finally { y() }',
    'x().catch(() => {})',
    'x().catch(() => undefined)',
    'x().catch((_error) => undefined)',
    'x().catch((_error: unknown) => {})',
    'x().catch(() => { /* nothing */ })',
    'x().catch(async () => {})',
    'x().catch(() => [])',
    'x().catch(() => ({}))',
    "x().catch(() => '')",
    'x()\n  .catch(\n    () => null,\n  )',
    'x().catch(function () {})',
    'x().then(undefined, () => undefined)',
    'x().then(\n  () => true,\n  () => false,\n)',
    "socket.on('error', () => {})",
    'const ignore = () => undefined\nx().catch(ignore)',
  ]
  for (const text of broken) t.ok(swallowedIn('gateway/flows/sending/submit.ts', text).length > 0, text)
  const handled = [
    'try { x() } catch (error) { record(error) }',
    'try { x() } catch { return refuse() }',
    'x().catch(failed)',
    'x().catch((error) => faults.push(error))',
    'x().catch(() => reading.destroy())',
    '// try { x() } catch {}',
    "const text = 'catch {}'",
    'list.map(() => undefined)',
  ]
  for (const text of handled) t.same(swallowedIn('gateway/flows/sending/submit.ts', text), [], text)
})
