import { define, Handler, Options } from './kit';

define({
  name: 'a',
  handle(request) {
    request.read();
  },
  nested: { done: (request) => request.read() },
});

const options: Options = {
  name: 'b',
  handle: (request, next) => request.read(),
};

const handler: Handler = (request) => request.read();

class Page {
  private handler: Handler = (request) => request.read();
  options: Options = { name: 'c', handle: (request) => request.read() };
}

function inside() {
  const local: Options = { name: 'd', handle: (request) => request.read() };
  const callback: Handler = function (request) {
    request.read();
  };
}
