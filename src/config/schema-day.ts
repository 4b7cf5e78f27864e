import { z } from 'zod'
import { parseDay } from '../core/days.ts'

const isDay = (text: string): boolean => {
  try {
    return parseDay(text, 'day') === text
  } catch {
    return false
  }
}

export const day = (what: string) => z.string().refine(isDay, 'expected a day as YYYY-MM-DD').describe(what)
