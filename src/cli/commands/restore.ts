import { EXIT } from '../../core/errors.ts'
import { warehousePath } from '../../platform/places.ts'
import { restoreFrom } from '../../warehouse/backup.ts'
import type { Invocation } from '../command.ts'
import { toJson } from '../ui/formats.ts'
import { plural } from '../ui/numbers.ts'
import { tellWaiting } from '../ui/waiting.ts'

export async function run({ flags, io, env, signal }: Invocation): Promise<number> {
  const folder = String(flags.folder)
  const manifest = await restoreFrom(warehousePath(env), folder, flags.yes === true, {
    signal,
    waiting: tellWaiting(io),
  })
  if (flags.json) io.out(toJson({ schema_version: 1, kind: 'restore', folder, rows: manifest.rows }))
  else
    io.out(
      `${plural(manifest.rows.entry ?? 0, 'record')} of ${plural(manifest.rows.file ?? 0, 'file')} restored from ${folder}\n`,
    )
  return EXIT.ok
}
