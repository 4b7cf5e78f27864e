import { describe, expect, it } from 'vitest'
import { paint } from '../../../src/cli/ui/paint.ts'
import { renderTable } from '../../../src/cli/ui/table.ts'
import type { TableColumn } from '../../../src/cli/ui/table.ts'

const PROJECT: TableColumn = { title: 'Project', shrink: 'start' }
const BRANCH: TableColumn = { title: 'Branch', shrink: 'end' }
const COST: TableColumn = { title: 'Cost', align: 'right' }
const TOKENS: TableColumn = { title: 'Tokens', align: 'right', optional: 2 }

const shown = (columns: readonly TableColumn[], rows: readonly (readonly string[])[], width: number | null) => {
  const [heading, , ...lines] = renderTable({ columns, rows }, width, paint(false)).trimEnd().split('\n')
  return [heading, ...lines]
}

describe('a table that is too wide', () => {
  const LONG = '/home/dana/code/a/very/deep/folder'
  const rows = [
    ['/home/dana/code/shop-api', 'feature/a-name-of-many-words', '$1.00'],
    ['/home/x/code/shop-api', 'main', '$2.00'],
    [LONG, 'main', '$3.00'],
  ]

  it('takes from the longest names first, so that those that are shorter still differ', () => {
    expect(shown([PROJECT, BRANCH, COST], rows, 45)).toEqual([
      'Project             Branch               Cost',
      '…ana/code/shop-api  feature/a-name-of…  $1.00',
      '…e/x/code/shop-api  main                $2.00',
      '…/very/deep/folder  main                $3.00',
    ])
  })

  it('shows names whole again where a column had to go for them', () => {
    const columns = [{ title: 'Model', shrink: 'end' as const }, TOKENS, COST]
    const models = [
      ['claude-opus-5-5', '8,700,069,119,709', '$21,000,149.325659'],
      ['claude-opus-5-4', '69,543,807', '$74.477957'],
    ]
    expect(shown(columns, models, 40)).toEqual([
      'Model                          Cost',
      'claude-opus-5-5  $21,000,149.325659',
      'claude-opus-5-4          $74.477957',
    ])
  })

  it('cuts as little as it must, marks what is cut, and none where the width is not known', () => {
    expect(shown([PROJECT, COST], [[LONG, '$3.00']], 30)).toEqual([
      'Project                   Cost',
      '…ode/a/very/deep/folder  $3.00',
    ])
    expect(shown([PROJECT, COST], [[LONG, '$3.00']], null)[1]).toBe(`${LONG}  $3.00`)
  })

  // A cut in steps of one letter would take many minutes for it.
  it('is there at once, however long a name is', () => {
    const branch = 'a-branch-'.repeat(10_000)
    expect(shown([BRANCH, COST], [[branch, '$1.00']], 20)[1]).toBe('a-branch-a-b…  $1.00')
    expect(shown([PROJECT, COST], [[branch, '$1.00']], 20)[1]).toBe('…ch-a-branch-  $1.00')
  })
})
