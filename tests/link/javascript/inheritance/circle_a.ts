import { B } from './circle_b';

export class A extends B {
  a() {
    this.b();
  }
}
