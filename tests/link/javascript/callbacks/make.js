export function counter() {
  return function count() {};
}

export const api = () => ({
  start() {},
  stop: halt,
});

function halt() {}
