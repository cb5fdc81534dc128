class Feed {
  async next() {
    return new Item();
  }
  *[Symbol.iterator]() {
    yield this.next();
  }
}

class Item {
  read() {}
}

async function consume(feed = new Feed()) {
  const item = await feed.next();
  item.read();
  (await feed.next()).read();
  for (const each of feed) each.read();
}

const load = async () => await consume();
