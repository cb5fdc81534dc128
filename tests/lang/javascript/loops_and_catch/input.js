const items = [];

outer: for (const [key, { id = key }] of items) {
  for (let i = 0, n = items.length; i < n; i++) {
    if (id) continue outer;
    break outer;
  }
}

async function drain(source) {
  for await (const chunk of source) handle(chunk);
  for (source.last of items) {}
  while (items.pop()) {}
  do {
    handle();
  } while (false);
  try {
    handle();
  } catch ({ message, code: [c] }) {
    handle(message, c);
  } finally {
    items.length = 0;
  }
  try {
  } catch {
    handle();
  }
}

function handle() {}
