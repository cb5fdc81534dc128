import { call } from './tools.js';
class One {
  run() {}
}
class Two {
  run() {}
}
call(new One());
