class Pen {
  write() {}
  clean() {}
}

/** @param {(pen: Pen, count: number) => void} action */
function each(action) {}
each((pen, count) => pen.write());

/** @param {function(Pen): Pen} change */
function change(change) { change(null).clean(); }
change((pen) => pen);

/** @type {typeof Pen} */
let Kind;
new Kind().write();

/** @type {Record<string, Pen>} */
const pens = {};
pens.red.clean();
