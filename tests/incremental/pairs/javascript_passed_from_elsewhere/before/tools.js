export function call(each) {
  each.run();
}
