class Node {
  depth () {
    let n = 0
    for (let node = this; node; node = node.above()) n++
    return n
  }
  above () {
    return this.parent
  }
}
