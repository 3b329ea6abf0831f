// A document from the machine of whoever sits there, chosen or dropped.
import { attributes, type Html, html } from '../../html.ts'
import { listed } from '../markup.ts'
import { type FieldOptions, field } from './group.ts'
import type { ByNumber } from './textarea.ts'

interface FileUploadOptions extends FieldOptions {
  readonly multiple?: boolean | undefined
  /** What scripts say around the place where a document may be dropped; without it there is none. */
  readonly drop?: DropWords | undefined
}

interface DropWords {
  readonly choose: string
  readonly instruction: string
  readonly noneChosen: string
  readonly severalChosen: ByNumber
  readonly entered: string
  readonly left: string
}

export function fileUpload(options: FileUploadOptions): Html {
  const { name, multiple, drop, disabled } = options
  return field(options, (id, describedBy) => {
    const own = attributes({
      class: listed('govuk-file-upload', options.classes, options.error && 'govuk-file-upload--error'),
      ...{ id, name, type: 'file', disabled, multiple, 'aria-describedby': describedBy, ...options.attributes },
    })
    const made = html`<input${own}>`
    return drop ? html`<div${attributes(dropping(drop))}>${made}</div>` : made
  })
}

/** Names of attributes that the script reads. */
const dropping = ({ choose, instruction, noneChosen, severalChosen, entered, left }: DropWords) => ({
  class: 'govuk-file-upload-wrapper',
  'data-module': 'govuk-file-upload',
  'data-i18n.choose-files-button': choose,
  'data-i18n.no-file-chosen': noneChosen,
  'data-i18n.multiple-files-chosen.one': severalChosen.one,
  'data-i18n.multiple-files-chosen.many': severalChosen.many,
  'data-i18n.multiple-files-chosen.other': severalChosen.other,
  'data-i18n.drop-instruction': instruction,
  'data-i18n.entered-drop-zone': entered,
  'data-i18n.left-drop-zone': left,
})
