class Reply {
  text() {}
}

function ask() {
  return new Promise((resolve, reject) => {
    setTimeout(() => resolve(new Reply()), 10);
  });
}

async function wait() {
  const reply = await ask();
  reply.text();
  ask().then((other) => other.text());
}

function nested() {
  return new Promise(function (done) {
    new Promise((inner) => {
      inner(1);
      done(new Reply());
    });
  });
}

nested().then((reply) => reply.text());
