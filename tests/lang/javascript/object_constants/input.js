export const settings = {
  debug: false,
  limits: { max: 10, check(n) { return n < this.max; } },
  log(message) {
    this.format(message);
  },
  format: (message) => settings.debug,
  async load() {},
  get size() {
    return settings.limits.max;
  },
  'quoted-key': function () {},
  [computed()]: 1,
  shared,
  ...defaults,
};

/** Of the owner alone. */
const flags = { on: true, off() {} };

var shared = () => settings.log('x');
settings.limits.check(1);
settings.format();
settings.shared();
