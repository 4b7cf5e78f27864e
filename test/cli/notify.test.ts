import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { jobRepository, notifierOf } from '../helpers/job-repository.ts'

describe('notify test', () => {
  it.each([
    [['notify'], 'notify is missing its plugin'],
    [['notify', 'test'], 'notify test is missing its plugin'],
    [['notify', 'test', 'csv'], 'csv is no notifier, it is of the kind exporter'],
  ])('%j says which notifiers there are', async (args, says) => {
    const { code, stdout, stderr } = await runCli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(`error E7001: ${says}\n  notifiers: discord, email, github, slack, webhook\n`)
  })

  it('says which plugin was meant', async () => {
    const { code, stderr } = await runCli(['notify', 'test', 'slakc'])
    expect(code).toBe(1)
    expect(stderr).toContain('there is no plugin "slakc", did you mean "slack"?')
  })

  it('names the key of the config that is missing, and the file it is missing in', async () => {
    const home = tempFolder()
    const config = writeText(join(home, 'rimuru.config.json'), '{ "version": 1, "plugins": { "webhook": {} } }')
    const { code, stdout, stderr } = await runCli(['notify', 'test', 'webhook'], { home })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      `error E3001: plugins.webhook.config.url: is missing, and url_env too (${config})\n` +
        '  rimuru plugins info webhook shows what it takes\n',
    )
  })

  it.each([
    ['delivered', 0, { delivered: true }, ''],
    ['failed', 5, { delivered: false, detail: 'nobody was there' }, ', nobody was there'],
    ['unknown', 5, { delivered: false, unknown: true, detail: 'no answer' }, ', no answer'],
  ])('tells of one that is %s, and exits %i', async (state, exit, answer, detail) => {
    const { rimuru } = withTeller(`test: () => (${JSON.stringify(answer)}),`)
    const { code, stdout, stderr } = await rimuru(['notify', 'test', 'teller'])
    expect({ code, stdout, stderr }).toEqual({ code: exit, stdout: `teller: ${state}${detail}\n`, stderr: '' })
  })

  it('says so where a plugin has nothing to try out', async () => {
    const { code, stderr } = await withTeller('').rimuru(['notify', 'test', 'teller'])
    expect(code).toBe(1)
    expect(stderr).toBe(
      'error E4001: plugin teller: it has no notify/test: there is nothing to try out\n' +
        '  a job that tells it shows whether it works\n',
    )
  })
})

function withTeller(more: string) {
  const code = `
    import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
    const notify = () => ({ delivered: true })
    await servePlugin(defineNotifier({ id: 'teller', name: 'teller', version: '1.2.3', notify, ${more} }))
  `
  return jobRepository({ home: tempFolder(), plugins: [{ ...notifierOf('teller'), code }] })
}
