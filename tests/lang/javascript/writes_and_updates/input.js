let total = 0;
let map = {};

function track(event) {
  total += 1;
  total++;
  --total;
  total ||= 2;
  map[event] = total;
  map.last = event;
  map.count ??= 0;
  delete map.old;
  typeof total;
  event.seen = total = 5;
  undeclared = total;
}
