import { expect, it } from 'vitest'
import { goose } from '../../../src/agents/goose/index.ts'

const placesFor = (variables: Record<string, string>, platform: NodeJS.Platform = 'linux'): string[] =>
  goose.places({ home: '/home/x', platform, variables, isFolder: () => false }).map(({ path }) => path)

it('is told by GOOSE_PATH_ROOT alone where its data is (FORMATS 6.1)', () => {
  expect(placesFor({ GOOSE_PATH_ROOT: '/root', XDG_DATA_HOME: '/xdg' })).toEqual(['/root/data'])
  expect(placesFor({ GOOSE_PATH_ROOT: '~/g' })).toEqual(['/home/x/g/data'])
})

it('keeps it below XDG_DATA_HOME, older versions in the folder of the company (FORMATS 6.1)', () => {
  expect(placesFor({ XDG_DATA_HOME: '/xdg' })).toEqual(['/xdg/goose', '/xdg/Block/goose'])
  expect(placesFor({ XDG_DATA_HOME: '' })).toEqual(['/home/x/.local/share/goose', '/home/x/.local/share/Block/goose'])
})

it('has places of their own on macOS and Windows (FORMATS 6.1)', () => {
  expect(placesFor({}, 'darwin')).toContain('/home/x/Library/Application Support/Block.goose')
  expect(placesFor({ XDG_DATA_HOME: '/xdg' }, 'darwin')).toEqual(['/xdg/goose', '/xdg/Block/goose'])
  expect(placesFor({}, 'win32')).toEqual(['/home/x/AppData/Roaming/Block/goose/data'])
  expect(placesFor({ APPDATA: '/roaming' }, 'win32')).toEqual(['/roaming/Block/goose/data'])
})

it('is missed by nobody where only XDG_DATA_HOME names its place', () => {
  const [place] = goose.places({
    home: '/home/x',
    platform: 'linux',
    variables: { XDG_DATA_HOME: '/xdg' },
    isFolder: () => false,
  })
  expect(place?.origin).toBe('default')
})
