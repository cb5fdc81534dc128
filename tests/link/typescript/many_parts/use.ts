import { Part3, Whole } from './parts';
export function use(whole: Whole) {
  whole.step0();
  whole.step7();
  whole.step11();
}
export class Mixed {
  run(this: Mixed & Whole) {
    this.step9();
  }
}
