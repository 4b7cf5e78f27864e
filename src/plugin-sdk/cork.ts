import type { Socket } from 'node:net'

/** What is written in one turn goes out at once. */
export function cork(socket: Socket): Socket {
  if (socket.writableCorked === 0) {
    socket.cork()
    process.nextTick(() => socket.uncork())
  }
  return socket
}
