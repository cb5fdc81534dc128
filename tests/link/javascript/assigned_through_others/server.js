import { create } from './create.js'
import { Handler } from './handler.js'

export class Server {
  constructor () {
    this.handler = null
  }
  run () {
    this.handler.handle()
  }
}

export function setUp () {
  const server = create()
  server.handler = new Handler()
}
