import { describe, expect, it } from 'vitest'
import { RimuruError } from '../../../src/core/errors.ts'
import type { RunContext, RunState } from '../../../src/pipeline/run/context.ts'
import { verdictOf } from '../../../src/pipeline/run/outcome.ts'

const CLEAN = {
  files_failed: [],
  lines_bad: 0,
  records_quarantined: 0,
  not_understood: [],
  unpriced_models: [],
}

interface Given {
  readonly interrupted?: boolean
  readonly strict?: boolean
  readonly fail?: { readonly budget?: 'warn' | 'alarm' | 'never'; readonly strict?: boolean }
  /** Plugins with a closed fail policy. */
  readonly closed?: readonly string[]
  readonly error?: unknown
  readonly readable?: boolean
  readonly stopped?: string
  readonly budgets?: readonly string[]
  readonly verdicts?: readonly (readonly [id: string, kind: string, verdict: string])[]
  readonly hooks?: readonly { readonly closed: boolean }[]
  readonly pricesIncomplete?: boolean
  readonly quality?: Partial<Record<keyof typeof CLEAN, unknown>>
}

/** Only what the verdict is made of. */
function outcomeOf(given: Given) {
  const { interrupted, strict = false, fail, closed = [], error = null, readable = true, stopped } = given
  const stop = new AbortController()
  if (interrupted) stop.abort()
  const running = ['slack', 'email', 'guard'].map((id) => ({
    plan: { plugin: { manifest: { id } }, failPolicy: closed.includes(id) ? 'closed' : 'open' },
  }))
  const context = {
    signal: stop.signal,
    strict,
    job: { fail: { budget: 'alarm', strict: false, ...fail } },
    plugins: { running },
  }
  const state = {
    readable,
    ...(stopped === undefined ? {} : { stopped }),
    verdicts: (given.verdicts ?? []).map(([id, kind, verdict]) => ({ id, kind, verdict, detail: null })),
    hooks: { failures: () => given.hooks ?? [] },
    pricesIncomplete: given.pricesIncomplete ?? false,
    evaluated: {
      budgets: (given.budgets ?? []).map((each) => ({ state: each })),
      quality: { ...CLEAN, ...given.quality },
    },
  }
  const { status, exitCode } = verdictOf(context as unknown as RunContext, state as unknown as RunState, error)
  return `${status} ${exitCode}`
}

const FAILED = [['slack', 'notifier', 'failed']] as const
const UNKNOWN = [['slack', 'notifier', 'unknown']] as const
const UNCLEAN = { lines_bad: 1 }

describe('a run ends', () => {
  it.each<[string, string, Given]>([
    ['well', 'ok 0', {}],
    ['without anything to report from, and that is no failure', 'unknown 0', { readable: false }],
    ['well with budgets that only warn or that nobody can tell', 'ok 0', { budgets: ['ok', 'warn', 'unknown'] }],
    ['with an alarm', 'alarm 3', { budgets: ['ok', 'alarm'] }],
    ['with an alarm at a warning, where the job says so', 'alarm 3', { budgets: ['warn'], fail: { budget: 'warn' } }],
    ['well over budget, where the job says never', 'ok 0', { budgets: ['alarm'], fail: { budget: 'never' } }],
    ['stopped by a hook', 'stopped 3', { stopped: 'too much' }],
    ['incomplete where somebody was not told', 'incomplete 5', { verdicts: FAILED }],
    ['incomplete where nobody knows whether somebody was told', 'incomplete 5', { verdicts: UNKNOWN }],
    ['incomplete where an exporter failed that may', 'incomplete 5', { verdicts: [['csv', 'exporter', 'failed']] }],
    ['incomplete where a hook failed that may', 'incomplete 5', { hooks: [{ closed: false }] }],
    ['incomplete where a price provider did not answer', 'incomplete 5', { pricesIncomplete: true }],
    ['failed where a notifier failed that must not', 'failed 1', { verdicts: FAILED, closed: ['slack'] }],
    ['failed where a hook failed that must not', 'failed 1', { hooks: [{ closed: false }, { closed: true }] }],
    ['well with bad data', 'ok 0', { quality: UNCLEAN }],
    ['with 4 for bad data under --strict', 'ok 4', { quality: UNCLEAN, strict: true }],
    ['with 4 for bad data in a strict job', 'ok 4', { quality: { unpriced_models: ['x'] }, fail: { strict: true } }],
    ['with 0 under --strict where the data is good', 'ok 0', { strict: true }],
    ['failed with what went wrong', 'failed 1', { error: new Error('broken') }],
    ['with 2 for what is wrong in a config', 'failed 2', { error: new RimuruError('E3001', 'wrong') }],
    ['with 1 for a plugin that broke it', 'failed 1', { error: new RimuruError('E4001', 'broken') }],
  ])('%s: %s', (_, expected, given) => {
    expect(outcomeOf(given)).toBe(expected)
  })

  it('with the first that applies: interrupted, failed, stopped, incomplete, bad data', () => {
    const everything: Given = {
      interrupted: true,
      error: new RimuruError('E3001', 'wrong'),
      stopped: 'too much',
      budgets: ['alarm'],
      verdicts: FAILED,
      quality: UNCLEAN,
      strict: true,
    }
    const endings: string[] = []
    let rest: Given = everything
    for (const gone of ['interrupted', 'error', 'stopped', 'budgets', 'verdicts', 'strict'] as const) {
      endings.push(outcomeOf(rest))
      const { [gone]: _, ...others } = rest
      rest = others
    }
    expect([...endings, outcomeOf(rest)]).toEqual([
      'interrupted 130',
      'failed 2',
      'stopped 3',
      'alarm 3',
      'incomplete 5',
      'ok 4',
      'ok 0',
    ])
  })
})
