class Owner {
  make() {
    const api = {
      open() {
        return this.close();
      },
      close: () => this.helper(),
      label: 'api',
    };
    return { next: () => api.open(), done: false, value() {} };
  }

  helper() {}
}

register({
  setup() {
    teardown();
  },
  ready: function onReady() {},
});

function teardown() {}
