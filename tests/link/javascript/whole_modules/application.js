var app = exports = module.exports = {};
app.init = function init() { this.go(); app.go(); };
app.go = function () {};
