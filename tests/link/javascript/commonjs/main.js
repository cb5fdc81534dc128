const object = require('./object');
const call = require('./function');
const Made = require('./class');
const { helper, other: mine } = require('./object');
const named = require('./names').named;
const shared = require('./instance');
const passed = require('./passed');

object.helper();
object.late();
call();
call.also();
new Made().run();
helper();
mine();
named();
shared.run();
passed.helper();
require('./object').helper();
(async () => {
  const loaded = await import('./names');
  loaded.named();
})();
