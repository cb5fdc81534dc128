const config = { port: 1, open() {} };
class Server {
  static shared = new Server();
  close() {}
}
type Config = typeof config;
type Port = typeof config.port;

function start(settings: typeof config, Type: typeof Server) {
  settings.port;
  Type.shared.close();
}
