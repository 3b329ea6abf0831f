// A document from the machine of whoever sits there, chosen or dropped: the field of a browser takes
// both, so there is no place of its own for dropping, and no script for one.
import { attributes, type Html, html } from '../../html.ts'
import { listed } from '../markup.ts'
import { type FieldOptions, field } from './group.ts'

interface FileUploadOptions extends FieldOptions {
  readonly multiple?: boolean | undefined
}

export const fileUpload = (options: FileUploadOptions): Html =>
  field(options, (id, describedBy) => {
    const own = attributes({
      class: listed('govuk-file-upload', options.classes, options.error && 'govuk-file-upload--error'),
      ...{ id, name: options.name, type: 'file', disabled: options.disabled, multiple: options.multiple },
      ...{ 'aria-describedby': describedBy, ...options.attributes },
    })
    return html`<input${own}>`
  })
