const app = {};

app.get = function (path) {
  app.handle(path);
};
app.handle = (path) => path;
app.type = app.kind = function kind() {};

function bind(socket, options) {
  socket.onopen = () => start(socket);
  socket.onclose = function handleClose() {
    start(socket);
  };
  window.stop = function () {};
  let late;
  late = function () {
    start(options);
  };
  options['key'] = start;
  return late;
}

function start() {}
app.get('/');
