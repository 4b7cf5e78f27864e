const UNITS: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9 }

/** `400MB` -> 400,000,000. */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(KB|MB|GB)$/i.exec(text) ?? []
  if (number === undefined || unit === undefined) throw new Error(`"${text}" is no size: write 400MB or 2GB`)
  return Math.round(Number(number) * UNITS[unit.toUpperCase()]!)
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`
