export class A {
  go() {}
  stop() {}
}
export class B {
  go() {}
  stop() {}
}
export class C {
  go() {}
  stop() {}
}
