// Binary objects in XML, such as cbc:EmbeddedDocumentBinaryObject (UBL) and
// ram:AttachmentBinaryObject (CII), and the words in it, those of attributes too. Nothing is
// fetched; what an entity of the file itself stands for is read where it is named, and not
// expanded.
import sax from 'sax'
import { unreadable } from '../reader.ts'
import { valuesOf } from './values.ts'

export const xml = valuesOf(({ said, edge }) => {
  const parser = sax.parser(true, { position: false })
  const alone = (value: string) => {
    edge()
    said(value)
    edge()
  }
  parser.ontext = said
  parser.oncdata = said
  // What is named in the head of the file stands where it is used.
  parser.ondoctype = (head) => {
    for (const [, name = '', , value = ''] of String(head).matchAll(/<!ENTITY\s+([^\s%]+)\s+(["'])([\s\S]*?)\2/g)) {
      alone(value)
      parser.ENTITIES[name] = ' '
    }
  }
  parser.onattribute = ({ value }) => alone(value)
  parser.onopentagstart = edge
  parser.onclosetag = edge
  parser.onerror = () => {
    throw unreadable('it is not well-formed')
  }
  return (text) => {
    if (text !== undefined) parser.write(text)
  }
})
