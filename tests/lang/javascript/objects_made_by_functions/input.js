function build() {
  const api = {};
  function start() {
    stop();
  }
  function stop() {}
  api.start = start;
  api.again = function () {
    api.start();
  };
  return api;
}
const machine = build();
machine.start();
machine.again();

function other() {
  const api = {};
  api.start = function () {};
  return api;
}
other().start();
