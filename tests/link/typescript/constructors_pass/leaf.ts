import { Middle, Plain } from './base';
export class Leaf extends Middle {
  constructor() { super('leaf'); }
}
export class Bare extends Plain {
  constructor() { super(); } // nothing is written down that it calls
}
export class Deeper extends Leaf {
  constructor(readonly depth: number) { super(); }
}
export const made = new Middle('made');
