function setup() {
  start();
}

var settings = { load() {} };
