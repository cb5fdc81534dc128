class Old {
  run() {}
}

namespace Old {
  export function make() {
    return new Old();
  }
}

export = Old;
