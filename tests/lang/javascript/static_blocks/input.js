class Registry {
  static entries = [];
  static {
    const seed = create();
    this.entries.push(seed);
    var local = seed;
    Registry.register(local);
  }
  static register(entry) {}
}

function create() {}
