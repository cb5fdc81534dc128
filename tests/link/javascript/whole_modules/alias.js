const me = module.exports;
me.run = function () { me.x(); };
me.x = function () {};
