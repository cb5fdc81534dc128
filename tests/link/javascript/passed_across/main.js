const each = require("./each");
const { visit, Walker } = require("./visit");

function show() {}

class Page {
  turn() {}
}

each(show);
visit(new Page());
new Walker(show).walk();
