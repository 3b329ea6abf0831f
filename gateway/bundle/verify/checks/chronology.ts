// The check of the chronology: it is written again and compared.
import { equal } from '../../../../crypto/octets.ts'
import { chronologyOf } from '../../format/chronology.ts'
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault } from '../../format/faults.ts'
import { chronologyNames } from '../../format/layout.ts'
import type { Found } from '../../format/manifest.ts'

/** `chronology-changed`: both forms are what the other files tell. */
export function checkChronology(
  contents: Contents,
  files: ReadonlyMap<string, Uint8Array>,
  found: ReadonlyMap<string, Found>,
): BundleFault[] {
  const told = chronologyOf(contents, found)
  return (['json', 'text'] as const).flatMap((form) => {
    const [name, octets] = [chronologyNames[form], files.get(chronologyNames[form])]
    return !octets || equal(octets, told[form])
      ? []
      : [
          fault(
            'chronology-changed',
            name,
            `differs from what the other files tell, ${firstDifference(octets, told[form])}`,
          ),
        ]
  })
}

function firstDifference(found: Uint8Array, expected: Uint8Array): string {
  const at = found.findIndex((octet, index) => octet !== expected[index])
  return `first at octet ${at < 0 ? found.length : at}`
}
