function red() {}
function blue() {}
const table = { red, blue: blue };

function byKey(name) {
  table[name]();
}

for (const [name, paint] of Object.entries(table)) paint(name);

class Shape {
  draw() {}
}
const shapes = new Map();
shapes.set('square', new Shape());
for (const [name, shape] of shapes.entries()) shape.draw(name);

byKey('red');
