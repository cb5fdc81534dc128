import renamed, { call, start as begin, Control } from './tools.js';

class Server {
  listen() {}
  close() {}
}
function count(n) {}
function last() {}

call(count);
begin(new Server());
new Control(new Server()).go();
renamed(new Server(), last);
