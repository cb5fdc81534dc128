export default class {
  run() {}
}
