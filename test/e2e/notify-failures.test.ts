import { expect, it } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { JobRepository, OwnPlugin } from '../helpers/job-repository.ts'
import { nobodyThere, startReceiver } from '../helpers/receivers.ts'

const DAY = ['daily', '--date', '2026-03-10']

interface Given {
  readonly url?: string
  readonly own?: OwnPlugin
  readonly settings?: { readonly failPolicy?: 'closed'; readonly timeoutMs?: number }
}

/** One job that tells one notifier: an address through the webhook plugin, or a plugin of the test. */
function repositoryWith({ url, own, settings = {} }: Given): JobRepository {
  const plugin = own?.name ?? 'webhook'
  const config = url === undefined ? {} : { config: { url, deadline_ms: 3000 }, grants: { network: [url] } }
  return jobRepository({
    home: homeWith([{ time: '2026-03-10T10:00:00.000Z' }]),
    config: { plugins: { [plugin]: { ...config, ...settings } } },
    jobs: { daily: { period: 'yesterday', export: ['markdown'], notify: [plugin] } },
    plugins: own ? [own] : [],
  })
}

/** What a person sees who runs the job, and what is left of it. */
async function outcomeOf({ rimuru, git }: JobRepository, ...more: readonly string[]) {
  const { code, stdout } = await rimuru(['run', ...DAY, ...more])
  // Lines are folded to the width of the terminal.
  const [told] = /(failed|unknown) +(webhook|own), [^]*?(?=\nreport)/.exec(stdout) ?? []
  return {
    code,
    told: told?.replace(/\s+/g, ' '),
    committed: git('ls-tree', '-r', '--name-only', 'HEAD').includes('2026-03-10/report.md'),
  }
}

/** The last run as `runs show` has it. */
async function lastRun({ rimuru }: JobRepository) {
  const { runs } = JSON.parse((await rimuru(['runs', 'list', '--json'])).stdout) as { runs: { run_id: string }[] }
  const { stdout } = await rimuru(['runs', 'show', runs[0]!.run_id, '--json'])
  return JSON.parse(stdout) as { status: string; deliveries: unknown[]; plugins: { kind: string }[] }
}

it('says that a receiver refused, keeps the report, and tries again with the next run', async () => {
  const { origin, received } = await startReceiver({ status: 400, body: 'no such channel' }, { status: 200 })
  const repository = repositoryWith({ url: origin })

  const why = 'the receiver answered 400: no such channel'
  expect(await outcomeOf(repository)).toEqual({ code: 5, told: `failed webhook, digest: ${why}`, committed: true })
  expect(await lastRun(repository)).toMatchObject({
    status: 'incomplete',
    steps: expect.arrayContaining([
      expect.objectContaining({ id: 'publish', status: 'ok' }),
      expect.objectContaining({ id: 'notify', status: 'incomplete', detail: 'webhook failed' }),
    ]) as unknown,
    deliveries: [{ plugin: 'webhook', subject: 'digest', state: 'failed', detail: why }],
    plugins: [{ kind: 'exporter' }, { id: 'webhook', kind: 'notifier', verdict: 'failed', detail: why }],
  })
  expect(await outcomeOf(repository)).toEqual({ code: 0, told: undefined, committed: true })
  expect(received).toHaveLength(2)
})

it('says that nobody listens, and exits 1 where the plugin has to work', async () => {
  const repository = repositoryWith({ url: await nobodyThere(), settings: { failPolicy: 'closed' } })
  const { code, told, committed } = await outcomeOf(repository)
  expect({ code, committed }).toEqual({ code: 1, committed: true })
  expect(told).toMatch(/^failed webhook, digest: .*ECONNREFUSED/)
})

it('tries a plugin again that answered with an error', async () => {
  const own = notifierOf('own', "throw new Error('the line is dead')")
  const repository = repositoryWith({ own })
  const failed = { code: 5, told: 'failed own, digest: the line is dead', committed: true }
  expect(await outcomeOf(repository)).toMatchObject(failed)
  expect(await outcomeOf(repository)).toMatchObject(failed)
  expect(own.calls()).toHaveLength(2)
})

it('does not know whether a plugin that crashed had sent, so it sends again only when asked to', async () => {
  const own = notifierOf(
    'own',
    `if (await ctx.kv.get('crashed')) return { delivered: true }
     await ctx.kv.set('crashed', 'yes')
     process.exit(7)`,
  )
  const repository = repositoryWith({ own })
  const { code, told, committed } = await outcomeOf(repository)
  expect({ code, committed }).toEqual({ code: 5, committed: true })
  expect(told).toMatch(/^unknown own, digest: its process ended with exit code 7/)
  const kept = 'unknown own, digest: an earlier run may have sent it; --resend sends it again'
  expect(await outcomeOf(repository)).toEqual({ code: 5, told: kept, committed: true })
  expect(await outcomeOf(repository)).toEqual({ code: 5, told: kept, committed: true })
  expect(own.calls()).toHaveLength(1)
  expect(await outcomeOf(repository, '--resend')).toMatchObject({ code: 0, told: undefined })
  expect(await outcomeOf(repository)).toMatchObject({ code: 0, told: undefined })
  expect(own.calls()).toHaveLength(2)
})

it('keeps what it was told, and that nobody knows more, where the answer of a plugin is none', async () => {
  const own = notifierOf('own', 'return { delivered: true, detail: { a: 1 } }')
  const repository = repositoryWith({ own })
  const { code, told, committed } = await outcomeOf(repository)
  expect({ code, committed }).toEqual({ code: 5, committed: true })
  expect(told).toMatch(/^unknown own, digest: its answer to notify is not what it should be/)
  expect((await outcomeOf(repository)).told).toMatch(/^unknown own, digest: an earlier run may have sent it/)
  expect(own.calls()).toHaveLength(1)
})

it('gives up on a plugin that does not answer in time', async () => {
  const own = notifierOf('own', 'await new Promise(() => undefined)')
  const { code, told, committed } = await outcomeOf(repositoryWith({ own, settings: { timeoutMs: 300 } }))
  expect({ code, committed }).toEqual({ code: 5, committed: true })
  expect(told).toMatch(/^unknown own, digest: .*0\.3 s/)
})

it('exits 1 for a plugin that has to work and crashes, or whose delivery is unknown since then', async () => {
  const own = notifierOf('own', 'process.exit(7)')
  const repository = repositoryWith({ own, settings: { failPolicy: 'closed' } })
  expect(await outcomeOf(repository)).toMatchObject({ code: 1, committed: true })
  expect(await outcomeOf(repository)).toMatchObject({ code: 1, committed: true })
  expect(own.calls()).toHaveLength(1)
})

it('has surely not sent anything through a plugin that never began', async () => {
  const own = { ...notifierOf('own'), code: "throw new Error('no such module')" }
  const { code, told } = await outcomeOf(repositoryWith({ own }))
  expect(code).toBe(5)
  expect(told).toMatch(/^failed own, digest: its process ended with exit code 1/)
})
