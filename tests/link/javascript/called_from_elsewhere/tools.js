export function call(each) {
  each(1);
}
export function start(server) {
  server.listen();
}
export class Control {
  constructor(server) {
    this.server = server;
  }
  go() {
    this.server.listen();
  }
}
export default function both(first, ...rest) {
  first.close();
  rest[0]();
}
