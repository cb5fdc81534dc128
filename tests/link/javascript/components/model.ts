export class Model {
  press() {}
}
