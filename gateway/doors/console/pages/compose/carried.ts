// What a form carries beside its fields, so that nothing of a message that is being written lies
// here: its key, its terms, its documents.
import { randomUUIDv7 } from 'node:crypto'
import type { ItemView } from '../../../../answers/item-answers.ts'
import type { JsonObject } from '../../../../model/json.ts'
import { type FormValues, fieldOf, fieldsOf } from '../../forms/form-values.ts'
import type { Composition } from './composition.ts'

interface Carried {
  /** Made when the form is first shown: under it the message is sent once. */
  readonly key: string
  /** For what the message gives a number, such as a permission that it asks for. */
  readonly newId: string
  /** Digest of the terms that were made for it; empty until they are. */
  readonly terms: string
  /** Ids of uploaded documents. */
  readonly items: readonly string[]
}

/** A message as far as it is written. */
export interface Written {
  readonly body: JsonObject
  readonly carried: Carried
  readonly documents: readonly ItemView[]
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const digestForm = /^[0-9a-f]{64}$/
const mostItems = 64

export const newCarried = ({ draft }: Composition): Carried => ({
  ...{ key: randomUUIDv7(), newId: randomUUIDv7(), terms: '' },
  items: draft?.items ?? [],
})

/** What is not as we wrote it is not there. */
export function carriedIn(form: FormValues): Carried {
  const said = (name: string, shape: RegExp) => (shape.test(fieldOf(form, name)) ? fieldOf(form, name) : '')
  return {
    key: said('key', uuidForm) || randomUUIDv7(),
    newId: said('newId', uuidForm) || randomUUIDv7(),
    terms: said('terms', digestForm),
    items: [...new Set(fieldsOf(form, 'document'))].filter((each) => uuidForm.test(each)).slice(0, mostItems),
  }
}

export const carriedFields = ({ key, newId, terms, items }: Carried): FormValues => ({
  ...{ key, newId, terms, document: items },
})
