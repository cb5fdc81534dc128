export class Part0 {
  step0(): void {}
}
export class Part1 {
  step1(): void {}
}
export class Part2 {
  step2(): void {}
}
export class Part3 {
  step3(): void {}
}
export class Part4 {
  step4(): void {}
}
export class Part5 {
  step5(): void {}
}
export class Part6 {
  step6(): void {}
}
export class Part7 {
  step7(): void {}
}
export class Part8 {
  step8(): void {}
}
export class Part9 {
  step9(): void {}
}
export class Part10 {
  step10(): void {}
}
export class Part11 {
  step11(): void {}
}
export type Whole = Part0 & Part1 & Part2 & Part3 & Part4 & Part5 & Part6 & Part7 & Part8 & Part9 & Part10 & Part11;
