export class Server {
  listen() {}
}
