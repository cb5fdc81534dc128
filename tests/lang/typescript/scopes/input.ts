const shared = 1;
function outer(flag: boolean) {
  interface Local {
    run(): void;
  }
  type Alias = Local;
  enum Kind {
    A,
  }
  class Inner implements Local {
    run() {
      return Kind.A + shared;
    }
  }
  if (flag) {
    const shared: Alias = new Inner();
    shared.run();
  }
  return shared;
}
