const fn = module.exports = function () {};
fn.render = function () {};
fn.two = () => fn.render();
