export class Handler {
  handle () {}
}
