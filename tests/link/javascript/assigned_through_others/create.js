import { Server } from './server.js'

export function create () {
  return new Server()
}
