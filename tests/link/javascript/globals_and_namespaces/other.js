function start() {
  setup();
  settings.load();
}
