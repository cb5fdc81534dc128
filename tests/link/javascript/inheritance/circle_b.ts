import { A } from './circle_a';

export class B extends A {
  b() {
    this.a();
  }
}
