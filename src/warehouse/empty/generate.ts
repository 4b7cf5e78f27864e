import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { LATEST } from '../migrate.ts'
import { openWarehouse } from '../open.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimuru-empty-'))
const path = join(folder, 'warehouse.duckdb')
const { close } = await openWarehouse(path, { schemaVersion: LATEST })
close()
writeFileSync(new URL('warehouse.duckdb.gz', import.meta.url), gzipSync(readFileSync(path), { level: 9 }))
rmSync(folder, { recursive: true })
