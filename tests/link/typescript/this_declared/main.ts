import { Parser } from './parser';

export class Recorder {
  [key: string]: any;
  // What is put on this is called on it.
  enable(this: Recorder & Parser) {
    for (let i = 0; i < 3; i++)
      this[`consume${i}`] = function (name) {
        return this.record(name);
      };
    this['rule'] = (name: string) => this.record(name);
  }
}
