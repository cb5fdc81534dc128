function component(options: object) {
  return (target: unknown) => target;
}
function logged(target: unknown) {}

@component({ name: 'a' })
@logged
export class Panel {
  @input() title: string;
  @logged
  @lib.bound
  show(@inject(Token) service: Panel) {}
  @logged static make() {}
  @logged get size() {
    return 0;
  }
}

@logged
@lib.plain
class Plain {}
