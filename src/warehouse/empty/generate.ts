import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LATEST } from '../migrate.ts'
import { openWarehouse } from '../open.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimuru-empty-'))
const path = join(folder, 'warehouse.duckdb')
const { close } = await openWarehouse(path, { schemaVersion: LATEST })
close()
copyFileSync(path, new URL('warehouse.db', import.meta.url))
rmSync(folder, { recursive: true })
