import { EXIT } from '../../core/errors.ts'
import { warehousePath } from '../../platform/places.ts'
import { backupTo } from '../../warehouse/backup.ts'
import type { Invocation } from '../command.ts'
import { toJson } from '../ui/formats.ts'
import { plural } from '../ui/numbers.ts'
import { tellWaiting } from '../ui/waiting.ts'

export async function run({ flags, io, env, signal }: Invocation): Promise<number> {
  const folder = String(flags.folder)
  const manifest = await backupTo(warehousePath(env), folder, { signal, waiting: tellWaiting(io) })
  if (flags.json) io.out(toJson({ schema_version: 1, kind: 'backup', folder, rows: manifest.rows }))
  else
    io.out(
      `${plural(manifest.rows.entry ?? 0, 'record')} of ${plural(manifest.rows.file ?? 0, 'file')} written to ${folder}\n`,
    )
  return EXIT.ok
}
