export default class extends Base {
  run() {
    return this.run();
  }
}
