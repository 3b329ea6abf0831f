// What a file of texts may hold.

export interface Texts {
  readonly [name: string]: string | Texts | ((...values: string[]) => string)
}
