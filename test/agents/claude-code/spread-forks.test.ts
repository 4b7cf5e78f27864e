import { expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { user, T0 } from './rows.ts'
import { call, MINUTE, running, subagentOf, write } from './running-totals.ts'

it('a fork is asked again where its origin lies in several directories, and it has no answer of its own (FORMATS D2)', async () => {
  const history = call('S', 1, 10)
  const origin = [history, user(T0 + 2 * MINUTE), running('S', 10, 1)]
  // Its total holds the sub-agent of the origin, and what nobody wrote down.
  const copied = call('S', 1, 10, { sessionId: 'F', requestSessionId: 'S' })
  const fork = [copied, user(T0 + 5 * MINUTE, 'made up', 'F'), running('F', 80, 2)]
  const leftOver = async (...folders: readonly (readonly string[])[]) => {
    const ledger = await openLedger()
    for (const roots of folders) await ledger.load(claudeCode, roots)
    const rows = (await ledger.scoped()).filter(({ derived }) => derived)
    ledger.close()
    return rows.map(({ session, input }) => [session, Number(input)])
  }
  const [one, first, second] = [tempFolder(), tempFolder(), tempFolder()]
  for (const folder of [one, first]) {
    write('S', origin)(folder)
    write('F', fork)(folder)
  }
  for (const folder of [one, second]) subagentOf('S')(folder)

  expect(await leftOver([one])).toEqual([['F', 30]])
  expect(await leftOver([first, second])).toEqual([['F', 30]])
  expect(await leftOver([first], [first, second])).toEqual([['F', 30]])
  expect((await (await coldLoad(claudeCode, [first])).scoped()).filter(({ derived }) => derived)).toMatchObject([
    { session: 'F', input: '70' },
  ])
})
