import { expect, test } from 'vitest'
import { costOf, sku, tokens } from './book.ts'

// FORMATS 9: what the requests of the sample sessions cost, to the last digit.
const ONE = tokens(1001, 10, 40, 61, 51)

test.each([
  ['claude-sonnet-4-5', ONE, 0, '0.004287'],
  ['claude-sonnet-4-5', ONE, 1, '0.014287'],
  ['claude-sonnet-4-5', tokens(2003, 30, 80, 123, 103), 0, '0.008601'],
  ['claude-sonnet-4-5', tokens(4010, 100, 160, 250, 210), 0, '0.01731'],
  ['claude-opus-5[1m]', ONE, 0, '0.007145'],
  ['claude-opus-4-6', tokens(700, 7, 0, 0, 70), 0, '0.0052535'],
  ['claude-haiku-5-5', tokens(1001, 150_000, 40, 61, 51), 0, '0.008214'],
  ['claude-haiku-5-5', tokens(1001, 0, 40, 61, 51), 0, '0.0001428'],
  ['claude-sonnet-4-5', tokens(2005, 50, 205, 0, 105), 0, '0.00837375'],
  ['gpt-5.5', tokens(1910, 100, 0, 0, 201), 0, '0.01563'],
  ['gpt-5.2', tokens(1820, 200, 0, 0, 202), 0, '0.006048'],
  ['gpt-4.1', tokens(10_072, 2008, 0, 0, 1208), 0, '0.030812'],
])('%s with %o and %d searches costs %s', (model, counts, searches, cost) => {
  expect(costOf(sku(model), counts, searches)).toBe(cost)
})

test('the threshold decides over the whole request, one token apart', () => {
  expect(costOf(sku('claude-haiku-5-5'), tokens(99_000, 1000, 0, 0, 100))).toBe('0.00996')
  expect(costOf(sku('claude-haiku-5-5'), tokens(99_001, 1000, 0, 0, 100))).toBe('0.0498005')
})

test('modifiers reach every token class and leave searches alone', () => {
  expect(costOf(sku('claude-sonnet-4-5', { geo: 'us' }), ONE, 1)).toBe('0.0147157')
  expect(costOf(sku('claude-sonnet-4-5', { tier: 'batch' }), ONE, 1)).toBe('0.0121435')
  expect(costOf(sku('claude-opus-4-6', { speed: 'fast' }), ONE)).toBe('0.04287')
})

test('the same request costs what held at its time', () => {
  const long = tokens(200_001, 0, 0, 0, 1000)
  expect(costOf(sku('claude-sonnet-4-5'), long, 0, '2025-12-24')).toBe('1.222506')
  expect(costOf(sku('claude-sonnet-4-5'), long, 0, '2026-11-20')).toBe('0.615003')
})
