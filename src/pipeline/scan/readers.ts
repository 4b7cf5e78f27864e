import { getCompileCacheDir } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What there is to read, before it is known which files are. */
export interface Reading {
  readonly bytes: number
  readonly files: number
  /** Whose logs they are. */
  readonly agents: readonly string[]
}

/** Threads that read beside this one. They get ready as soon as they are started, which takes them a while. */
export interface Readers {
  readonly others: readonly Reader[]
  stop(): void
}

export interface Reader {
  readonly worker: Worker
  /** It has all that it needs to read. */
  readonly ready: Promise<void>
  /** Also where it failed before anybody had work for it. */
  readonly ended: Promise<void>
}

/** Starting a thread costs about as much as reading this many bytes. */
export const WORTH_A_THREAD = 24 << 20
const MOST_THREADS = 8
/** From so many bytes on memory counts more than the few per cent of time that it takes to save it. */
export const MUCH = 1 << 30

/** As many as pay, or one less than are wanted: this thread reads as well. */
export function startReaders({ bytes, files, agents }: Reading, wanted?: number): Readers {
  const threads = wanted ?? (bytes < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_THREADS, files))
  const others = Array.from({ length: Math.max(0, threads - 1) }, () => startReader(agents, bytes > MUCH ? 12 : 48))
  return { others, stop: () => void Promise.all(others.map(({ worker }) => worker.terminate())) }
}

function startReader(agents: readonly string[], youngMegabytes: number): Reader {
  // A thread does not inherit the cache of compiled modules: without it, it compiles for longer than it reads.
  const cache = getCompileCacheDir?.()
  const worker = new Worker(new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url), {
    workerData: agents,
    env: cache ? { ...process.env, NODE_COMPILE_CACHE: dirname(cache) } : process.env,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  })
  const ready = new Promise<void>((resolve) => worker.once('message', () => resolve()))
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
  ended.catch(() => undefined)
  return { worker, ready, ended }
}
