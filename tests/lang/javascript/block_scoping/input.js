let value = 'file';
const limit = 3;

function scopes(flag) {
  value;
  if (flag) {
    let value = make();
    const limit = value;
    var hoisted = limit;
    function inBlock() {
      return value;
    }
    inBlock();
  }
  {
    class value {}
    new value();
  }
  switch (flag) {
    case 1:
      let limit = 2;
      return limit;
    default:
      return hoisted + limit;
  }
}

for (let limit = 0; limit < 2; limit++) scopes(limit);
for (var index in scopes) scopes(index);
if (limit) {
  const inner = limit;
  var outer = inner;
}
outer + index;

function make() {}
