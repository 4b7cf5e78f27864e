import { expect, it } from 'vitest'
import { isSecretName, masked, withoutSecrets } from '../../src/core/secrets.ts'

it.each([
  ['https://bot:p@ss@git.example.com/shop.git', 'https://***@git.example.com/shop.git'],
  ['https://token@git.example.com/shop.git', 'https://***@git.example.com/shop.git'],
  ['smtps://kim:word@mail.example.com:465', 'smtps://***@mail.example.com:465'],
  ['kim:word@mail.example.com', '***@mail.example.com'],
  ['https://hooks.example.com/services/T0/B0/0123456789abcdef', 'https://hooks.example.com/***'],
  ['https://example.com/hook?key=1', 'https://example.com/***'],
])('of %s only %s is shown', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown)
})

it.each([
  'https://slack.com/api',
  'git@git.example.com:team/shop.git',
  'Rimuru <rimuru@example.com>',
  'C:\\Users\\kim@corp\\logs',
  '%Y-%m-%d %H:%M',
])('%s is no secret', (text) => {
  expect(withoutSecrets(text)).toBe(text)
})

it('of an address that is the secret itself only the place is shown', () => {
  expect(masked('https://example.com/hooks/rimuru')).toBe('https://example.com/***')
  expect(masked('https://example.com')).toBe('https://example.com')
  expect(masked('xoxb-1')).toBe('***')
})

it('a setting is secret by its name, but not where it names a variable', () => {
  const names = ['password', 'apiKey', 'api_key', 'bot_token', 'clientSecret', 'Authorization']
  expect(names.filter(isSecretName)).toEqual(names)
  expect(['token_env', 'passwordEnv', 'channel', 'key', 'host'].filter(isSecretName)).toEqual([])
})
