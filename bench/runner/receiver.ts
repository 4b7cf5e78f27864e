import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Takes whatever is sent, as the receivers of two notifiers do. Says where it listens. */
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}'))
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
