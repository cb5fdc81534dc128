export class Item {
  label() {
    return "";
  }
}
