export { defineAgent, defineExporter, defineHook, defineNotifier, defineView } from './definitions.ts'
export type {
  AgentSource,
  Context,
  ExportCall,
  Exporter,
  FetchAnswer,
  FetchOptions,
  Hook,
  Notifier,
  Pieces,
  PluginDefinition,
  Rows,
  ScanEnd,
  View,
} from './definitions.ts'
export {
  arrayProperty,
  booleanProperty,
  createConfigSchema,
  enumProperty,
  integerProperty,
  stringProperty,
} from './config-schema.ts'
export { formatTime } from './dates.ts'
export { chosenFields, COST_FIELDS, SESSION_FIELDS, shapedRow } from './fields.ts'
export type { Field } from './fields.ts'
export type { FromPlugin, ToPlugin } from './messages.ts'
export { servePlugin } from './serve.ts'
export type * from './types.ts'
