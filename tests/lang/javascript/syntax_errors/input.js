function good() {
  return 1;
}

function broken( {
  return 2;
}

class Fine {
  method() {
    return good();
  }
}

const x = = 3;
