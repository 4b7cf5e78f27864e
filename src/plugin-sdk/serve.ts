import type { PluginDefinition } from './definitions.ts'
import { metadataOf } from './metadata.ts'

/** Runs a plugin: the last thing that its program does. Settles once it is ready for calls. */
export async function servePlugin(plugin: PluginDefinition): Promise<void> {
  if (process.argv.includes('--metadata')) {
    process.stdout.write(`${JSON.stringify(metadataOf(plugin))}\n`)
    return
  }
  const { RIMURU_PLUGIN_FD: fd, RIMURU_PLUGIN_SOCKET, TORU_PLUGIN_SOCKET } = process.env
  const path = RIMURU_PLUGIN_SOCKET ?? TORU_PLUGIN_SOCKET
  if (fd) {
    const { serveOnFd } = await import('./serve-fd.ts')
    return serveOnFd(plugin, Number(fd))
  }
  if (path) {
    const { serveOnSocket } = await import('./serve-socket.ts')
    return serveOnSocket(plugin, path)
  }
  process.stderr.write(`${plugin.id} is a plugin of Rimuru: it is started by \`rimuru\`, or with --metadata\n`)
  process.exitCode = 2
}
