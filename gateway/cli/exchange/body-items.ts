// Bodies name the items they speak of by id, which a person cannot know before the upload.
import { isJsonObject, type Json } from '../../../crypto/json.ts'
import { refused } from '../../installation/complaint.ts'

/** Puts ids in the place of "@file name" wherever a body names items: in `items` and in `item`. */
export function withIds(value: Json, ids: ReadonlyMap<string, string>, member = ''): Json {
  if (Array.isArray(value)) return value.map((each) => withIds(each, ids, member))
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withIds(each, ids, name)]))
  if (typeof value !== 'string' || !value.startsWith('@') || (member !== 'items' && member !== 'item')) return value
  const id = ids.get(value.slice(1))
  if (id !== undefined) return id
  throw refused(
    `the body names the item ${value}, which is not attached; attached: ${[...ids.keys()].join(', ') || 'nothing'}`,
    `attach it with --item kind=${value.slice(1)}`,
  )
}
