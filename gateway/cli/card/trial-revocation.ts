// Revocation by the trial CA: its list lies in crls/, where the running gateway finds it and gives
// it to every partner.
import { writeJson } from '../../../config/shapes.ts'
import { isOverKey, readCertificate } from '../../../crypto/x509/certificates.ts'
import { type CrlReason, issueCrl } from '../../../crypto/x509/revoked/issue-crl.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { makeFolder } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { readTrialCa } from '../../installation/own-keys.ts'
import { certificatesIn, placesIn, readGiven, readGivenJson, writePublic } from '../../installation/places.ts'

/** As it is kept in trial-ca/. */
interface TrialList {
  readonly number: number
  readonly revoked: readonly { readonly serial: string; readonly at: string; readonly reason: CrlReason }[]
}

/** Certificates over a key of ours: the one in its file, and those that it took the place of. */
export async function certificatesOver(keyPem: string, file: string, folder: string): Promise<readonly Certificate[]> {
  const texts = []
  for (const path of [file, placesIn(folder).trialCaFormer])
    if (await isThere(path)) texts.push(await readGiven(path, 'our certificates'))
  const found = texts
    .flatMap(certificatesIn)
    .map((pem) => readCertificate(pem))
    .filter((each) => isOverKey(each, keyPem))
  return [...new Map(found.map((each) => [each.sha256, each])).values()]
}

/**
 * Puts those that the trial CA issued on its list.
 * @returns the others: their CA is not ours to speak for.
 */
export async function revokeAtTrialCa(
  certificates: readonly Certificate[],
  { folder, nowMs, reason }: { folder: string; nowMs: number; reason: CrlReason },
): Promise<readonly Certificate[]> {
  const places = placesIn(folder)
  if (!(await isThere(places.trialCaKey))) return certificates
  const ca = await readTrialCa(folder)
  const { subjectDer } = readCertificate(ca.certPem)
  const isIts = ({ issuerDer }: Certificate) => Buffer.compare(issuerDer, subjectDer) === 0
  const before = (await isThere(places.trialCaRevoked))
    ? ((await readGivenJson(places.trialCaRevoked, 'what the trial CA has revoked')) as TrialList)
    : { number: 0, revoked: [] }
  const fresh = certificates
    .filter((each) => isIts(each) && !before.revoked.some(({ serial }) => serial === each.serial))
    .map(({ serial }) => ({ serial, at: new Date(nowMs).toISOString(), reason }))
  const list: TrialList = { number: before.number + 1, revoked: onceEach([...before.revoked, ...fresh]) }
  await writePublic(places.trialCaRevoked, writeJson(list))
  const revoked = list.revoked.map((each) => ({ ...each, atMs: Date.parse(each.at) }))
  await makeFolder(places.lists)
  await writePublic(places.trialCaList, await issueCrl({ ca, number: list.number, revoked, nowMs }))
  return certificates.filter((each) => !isIts(each))
}

/**
 * One certificate may lie under several names, as after a revocation that broke off, and a list
 * that names one twice cannot be made. The first counts: it says since when.
 */
const onceEach = (revoked: TrialList['revoked']): TrialList['revoked'] =>
  revoked.filter(({ serial }, at) => revoked.findIndex((each) => each.serial === serial) === at)
