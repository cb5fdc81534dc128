class Mode {}
Mode.FAST = 'fast';
Mode.SLOW = 'slow';
Mode.table = { first: run };
Mode.made = new Mode();
Mode.FAST = 'faster';

const instance = new Mode();
instance.FAST = 'its own';

function run() {
  Mode.later = 1;
  return Mode.FAST + Mode.table.first() + Mode.made;
}
