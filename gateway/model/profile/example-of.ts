/** As much of JSON Schema as examples are made from. */
export interface ExampleSchema {
  readonly examples?: readonly unknown[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly ExampleSchema[]
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, ExampleSchema>>
  readonly required?: readonly string[]
  readonly items?: ExampleSchema
  readonly minItems?: number
  readonly minimum?: number
}

/**
 * An example out of the examples of its parts: what is required, and what has an example of its
 * own.
 */
export function exampleOf(schema: ExampleSchema): unknown {
  if (schema.examples?.[0] !== undefined) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0])
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name, member]) => schema.required?.includes(name) || member.examples)
          .map(([name, member]) => [name, exampleOf(member)]),
      )
    case 'array':
      return schema.items && (schema.minItems ?? 0) > 0 ? [exampleOf(schema.items)] : []
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    case 'boolean':
      return true
    case 'string':
      return 'text'
    default:
      return null
  }
}
