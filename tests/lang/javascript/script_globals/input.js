var Shared = {};
function setup() {
  Shared.ready = true;
}
setup();
