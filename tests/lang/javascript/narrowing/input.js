class A { f() {} }
class B { f() {} only() {} }
function branches(x) {
  if (x instanceof A) x.f();
  else if (x instanceof B && x.f()) { x.f(); }
  return x instanceof A ? x.f() : null;
}
function behind(x) {
  if (!(x instanceof B)) return;
  x.f();
  const made = new A();
  later();
  function later() { x.f(); made.f(); }
}
function either(x) {
  if (!(x instanceof A) || !x.f()) throw new Error();
  x.f();
}
function givenAgain(x) {
  if (x instanceof B) {
    x = new A();
    x.f();
  }
}
function lacks(x) {
  const b = new B();
  x = b;
  if (x instanceof A) { x.f(); x.only(); }
}
