import { A, B, C } from './items.js';

function object({ client, options: { retry } }) {
  client.go();
  retry.stop();
}
function array([first, second]) {
  first.go();
  second.stop();
}
const arrow = ({ client: renamed }) => renamed.go();
function rest({ client, ...others }) {
  client.stop();
  others.more.go();
}
// A default is one of the values.
function byDefault({ client = new A() } = {}) {
  client.go();
}
function both({ client = new A() }) {
  client.stop();
}
class Service {
  constructor({ client }) {
    this.client = client;
  }
  run() {
    this.client.go();
  }
}
class Special extends Service {
  constructor() {
    super({ client: new C() });
  }
}
export function calls() {
  object({ client: new A(), options: { retry: new B() } });
  array([new A(), new B()]);
  arrow({ client: new B() });
  rest({ client: new A(), more: new C() });
  byDefault();
  both({ client: new B() });
  new Service({ client: new B() }).run();
  new Special();
}

// What an inner name hides, and what another function of that name is given, is something else.
function hidden({ client }) {
  {
    const client = new B();
    client.stop();
  }
}
export function others() {
  hidden({ client: new A() });
  const object = given => given;
  object({ client: new C() });
}

// A part that is called is what some calls pass.
function callback({ done }) {
  done();
}
export function finish() {}
export const run = () => callback({ done: finish });
