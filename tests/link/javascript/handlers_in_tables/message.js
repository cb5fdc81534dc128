export class Message {
  read() {}
  drop() {}
  keep() {}
}
