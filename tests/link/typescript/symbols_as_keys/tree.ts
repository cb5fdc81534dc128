import { changes } from './keys';
export class Tree {
  mark(): void {}
}
export class Holder {
  protected [changes] = new Tree();
  set(): void {
    this[changes].mark();
    const tree = this[changes];
    tree.mark();
  }
}
