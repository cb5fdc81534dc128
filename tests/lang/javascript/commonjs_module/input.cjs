function build() {}

class Builder {
  go() {}
}

module.exports = {
  build,
  Builder,
  make: build,
  inline() {
    build();
  },
  later: function () {
    return new Builder();
  },
  options: { deep: true },
  count: 1,
};
